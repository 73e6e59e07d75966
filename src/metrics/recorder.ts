import type { Regions } from './regions.ts'

/** Records what the main thread sees of calls. */
export class Recorder {
  readonly #regions: Regions
  readonly #recording: boolean

  constructor(regions: Regions) {
    this.#regions = regions
    this.#recording = regions.recording
  }

  /** A call or a lease got a worker. */
  acquired(waitMs: number): void {
    if (this.#recording) this.#regions.pool.acquire.record(waitMs)
  }

  /** One request with so many calls went to a worker. */
  sent(calls: number): void {
    if (this.#recording) this.#regions.pool.batches.record(calls)
  }

  /** A call has settled: once, whatever was tried for it. */
  settled(operation: string, durationMs: number, ok: boolean): void {
    if (this.#recording) this.#regions.operation(operation).settled(durationMs, ok)
  }

  retried(): void {
    if (this.#recording) this.#regions.pool.totals.retries++
  }

  /** An acquire timeout, or a passed deadline. */
  timedOut(): void {
    if (this.#recording) this.#regions.pool.totals.timeouts++
  }
}
