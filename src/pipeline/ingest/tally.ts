import type { Clock } from '../../base/clock.ts'
import type { IngestFailure, IngestProgress, IngestReport } from './options.ts'

/** The dead-letter file has all of them. */
const MOST_FAILURES = 20

/** Counts what an ingest has done. */
export class Tally {
  read = 0
  stored = 0
  failed = 0
  embedded = 0
  skipped = 0
  batches = 0
  created = false
  readonly #failures: IngestFailure[] = []
  readonly #clock: Clock
  readonly #startedAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.now()
  }

  failures(failures: readonly IngestFailure[]): void {
    this.failed += failures.length
    for (const { at, reason } of failures.slice(0, MOST_FAILURES - this.#failures.length))
      this.#failures.push({ at, reason })
  }

  /** `share`: of the source that has been read. */
  progress(share: number | undefined): IngestProgress {
    const { read, stored, failed } = this
    const elapsedMs = Math.max(1, this.#clock.now() - this.#startedAt)
    const progress = { read, stored, failed, perSecond: (stored * 1000) / elapsedMs }
    if (share === undefined || share <= 0) return progress
    // What has been read is not all stored yet.
    const done = read === 0 ? share : (share * (stored + failed)) / read
    return done > 0 ? { ...progress, etaMs: (elapsedMs * (1 - done)) / done } : progress
  }

  report(): IngestReport {
    const { embedded, skipped, batches, created } = this
    const seconds = (this.#clock.now() - this.#startedAt) / 1000
    return { ...this.progress(undefined), seconds, embedded, skipped, batches, created, failures: [...this.#failures] }
  }
}
