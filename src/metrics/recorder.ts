import { DurationHistogram, type DurationSummary } from './histogram.ts'

export interface OperationSummary extends DurationSummary {
  readonly errors: number
}

/** What the main thread sees of calls: waits for a worker, durations and errors by operation, retries, timeouts. */
export class Recorder {
  readonly #acquire = new DurationHistogram()
  readonly #operations = new Map<string, { readonly durations: DurationHistogram; errors: number }>()
  retries = 0
  timeouts = 0
  /** Requests that went to workers. */
  batches = 0
  /** Calls that travelled in them. */
  batched = 0

  acquired(waitMs: number): void {
    this.#acquire.record(waitMs)
  }

  settled(operation: string, durationMs: number, ok: boolean): void {
    let seen = this.#operations.get(operation)
    if (seen === undefined) {
      seen = { durations: new DurationHistogram(), errors: 0 }
      this.#operations.set(operation, seen)
    }
    seen.durations.record(durationMs)
    if (!ok) seen.errors++
  }

  acquireSummary(): DurationSummary {
    return this.#acquire.summary()
  }

  operationSummaries(): Record<string, OperationSummary> {
    return Object.fromEntries(
      [...this.#operations].map(([name, { durations, errors }]) => [name, { ...durations.summary(), errors }]),
    )
  }
}
