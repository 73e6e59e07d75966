export interface ConnectionCounts {
  readonly open: number
  /** The most that were open at the same time. */
  readonly peak: number
  readonly accepted: number
}

/** Counts the connections of a server, on all of its ports. */
export class ConnectionCounter {
  #open = 0
  #peak = 0
  #accepted = 0

  get counts(): ConnectionCounts {
    return { open: this.#open, peak: this.#peak, accepted: this.#accepted }
  }

  /** Counts one that has just been accepted, until it closes. */
  add(connection: { once(event: 'close', listener: () => void): unknown }): void {
    this.#accepted++
    this.#open++
    this.#peak = Math.max(this.#peak, this.#open)
    connection.once('close', () => this.#open--)
  }
}
