/** Smaller ones are not worth keeping. */
const LEAST_BYTES = 65_536
/** What one worker keeps for the next requests. */
const MOST_BYTES_KEPT = 64 * 1024 * 1024

/**
 * Buffers of requests that have been answered, for the next ones. Each new one of some hundred kilobytes counts against
 * the thread's heap, and bulk upserts spent a third of their time collecting them.
 */
export class RequestBuffers {
  readonly #kept: Buffer[] = []
  readonly #most: number

  /** @param most buffers to keep: as many as requests are in flight */
  constructor(most = 1) {
    this.#most = most
  }

  get #bytes(): number {
    return this.#kept.reduce((sum, buffer) => sum + buffer.length, 0)
  }

  take(sizeBytes: number): Buffer {
    const at = this.#kept.findIndex((buffer) => buffer.length >= sizeBytes && buffer.length <= 4 * sizeBytes)
    const [kept] = at === -1 ? [] : this.#kept.splice(at, 1)
    return kept ?? Buffer.allocUnsafeSlow(sizeBytes)
  }

  /** Nothing reads the request any more: its buffer may be written again. */
  giveBack(request: Buffer): void {
    if (request.length < LEAST_BYTES) return
    this.#kept.push(Buffer.from(request.buffer))
    // A request of another size than those before needs other buffers: the oldest go.
    while (this.#kept.length > this.#most || this.#bytes > MOST_BYTES_KEPT) this.#kept.shift()
  }
}
