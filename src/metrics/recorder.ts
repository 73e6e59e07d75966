import { channels, type PoolIdentity } from '../base/channels.ts'
import type { Regions } from './regions.ts'

/** Records what the main thread sees of calls. */
export class Recorder {
  readonly #regions: Regions
  readonly #identity: PoolIdentity

  /** `identity`: for those who listen on node:diagnostics_channel. */
  constructor(regions: Regions, identity: PoolIdentity) {
    this.#regions = regions
    this.#identity = identity
  }

  /** False where nothing is counted: then nobody needs to look at the clock for it. */
  get recording(): boolean {
    return this.#regions.recording.on
  }

  /** Somebody wants to know how long calls wait. */
  get seesWaits(): boolean {
    return this.recording || channels.acquire.hasSubscribers
  }

  /** Somebody wants to know how long workers are held. */
  get seesReleases(): boolean {
    return channels.release.hasSubscribers
  }

  /** A call or a lease got a worker. */
  acquired(waitMs: number): void {
    if (this.recording) this.#regions.pool.acquire.record(waitMs)
    if (channels.acquire.hasSubscribers) channels.acquire.publish({ ...this.#identity, waitMs })
  }

  /** A worker was given back after so long. */
  released(slot: number, heldMs: number): void {
    if (channels.release.hasSubscribers) channels.release.publish({ ...this.#identity, slot, heldMs })
  }

  /** One request with so many calls went to a worker. */
  sent(calls: number): void {
    if (this.recording) this.#regions.pool.batches.record(calls)
  }

  /** A call has settled: once, whatever was tried for it. */
  settled(operation: string, durationMs: number, ok: boolean): void {
    if (this.recording) this.#regions.operation(operation).settled(durationMs, ok)
  }

  retried(): void {
    if (this.recording) this.#regions.pool.totals.retries++
  }

  /** The deadline of a call has passed. */
  timedOut(): void {
    if (this.recording) this.#regions.pool.totals.timeouts++
  }

  /** A call or a lease got no worker within its `acquireTimeoutMs`. */
  acquireTimedOut(): void {
    if (!this.recording) return
    this.#regions.pool.totals.timeouts++
    this.#regions.pool.totals.acquireTimeouts++
  }
}
