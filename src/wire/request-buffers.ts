/** Smaller ones are not worth keeping. */
const LEAST_BYTES = 65_536
/** As many as calls are in flight, so that a few large upserts go round. */
const MOST_KEPT = 8

/**
 * Buffers of requests that have been answered, for the next ones. Each new one of some hundred kilobytes counts against
 * the thread's heap, and bulk upserts spent a third of their time collecting them.
 */
export class RequestBuffers {
  readonly #kept: Buffer[] = []

  take(sizeBytes: number): Buffer {
    const at = this.#kept.findIndex((buffer) => buffer.length >= sizeBytes && buffer.length <= 4 * sizeBytes)
    const [kept] = at === -1 ? [] : this.#kept.splice(at, 1)
    return kept ?? Buffer.allocUnsafeSlow(sizeBytes)
  }

  /** Nothing reads the request any more: its buffer may be written again. */
  giveBack(request: Buffer): void {
    if (request.length < LEAST_BYTES) return
    if (this.#kept.length === MOST_KEPT) this.#kept.shift()
    this.#kept.push(Buffer.from(request.buffer))
  }
}
