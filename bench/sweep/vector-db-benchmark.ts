import type { CellResult, Round, SweepReport } from './results.ts'

/** What that project calls the database that was asked. */
const ENGINE = 'qdrant'

/** What only the run knows. */
export interface FillFacts {
  /** Time that filling the collection took. */
  readonly uploadSeconds: number
  /** Share of the points that exact search finds that the searches found, on average. */
  readonly meanPrecision: number
}

export interface NamedFile {
  readonly name: string
  readonly content: string
}

/**
 * The files that github.com/qdrant/vector-db-benchmark would write: an upload for each experiment, which is a wire with a
 * number of workers, and a search for each number of callers. It knows searches in a closed loop and nothing else, so
 * everything else of a report is left out.
 */
export function resultFiles({ startedAt, options, cells }: SweepReport, facts: FillFacts): NamedFile[] {
  const dataset = `random-${options.shape.points}-${options.shape.dimension}-angular`
  const timestamp = startedAt.slice(0, 'YYYY-MM-DDThh:mm:ss'.length).replaceAll(/[T:]/g, '-')
  const searches = cells.filter(({ operation, callers, rounds }) => {
    return operation === 'query' && callers !== undefined && rounds.some(({ count }) => count > 0)
  })
  return [...Map.groupBy(searches, experimentOf)].flatMap(([experiment, group]) => {
    const params = { dataset, experiment, engine: ENGINE }
    const { uploadSeconds: seconds } = facts
    const upload = { params, results: { post_upload: {}, upload_time: seconds, total_time: seconds } }
    return [
      file(`${experiment}-${dataset}-upload-${timestamp}.json`, upload),
      ...group.map(({ callers, rounds }, index) =>
        file(`${experiment}-${dataset}-search-${index}-${timestamp}.json`, {
          params: { ...params, parallel: callers, config: {} },
          results: resultsOf(rounds, facts.meanPrecision),
        }),
      ),
    ]
  })
}

function experimentOf({ wire, workers }: CellResult): string {
  return `qdrant-worker-pool-${wire}-workers-${workers}`
}

function file(name: string, value: unknown): NamedFile {
  return { name, content: `${JSON.stringify(value, null, 2)}\n` }
}

/** Of all rounds as if they were one; times in seconds. */
function resultsOf(rounds: readonly Round[], meanPrecision: number): Record<string, unknown> {
  const count = sum(rounds, (round) => round.count)
  const totalSeconds = sum(rounds, ({ elapsedMs }) => elapsedMs) / 1_000
  const meanMs = sum(rounds, (round) => round.latency.avgMs * round.count) / count
  const buckets = merged(rounds)
  const variance = sum(buckets, ([upToMs, calls]) => (upToMs - meanMs) ** 2 * calls) / count
  return {
    total_time: totalSeconds,
    mean_time: meanMs / 1_000,
    mean_precisions: meanPrecision,
    std_time: Math.sqrt(variance) / 1_000,
    min_time: (buckets[0]?.[0] ?? 0) / 1_000,
    max_time: Math.max(...rounds.map(({ latency }) => latency.maxMs)) / 1_000,
    rps: count / totalSeconds,
    p95_time: percentile(buckets, 0.95) / 1_000,
    p99_time: percentile(buckets, 0.99) / 1_000,
  }
}

function merged(rounds: readonly Round[]): (readonly [upToMs: number, calls: number])[] {
  const calls = new Map<number, number>()
  for (const [upToMs, count] of rounds.flatMap(({ histogram }) => histogram))
    calls.set(upToMs, (calls.get(upToMs) ?? 0) + count)
  return [...calls].sort(([one], [other]) => one - other)
}

function percentile(buckets: readonly (readonly [upToMs: number, calls: number])[], share: number): number {
  const rank = share * sum(buckets, ([, calls]) => calls)
  let seen = 0
  for (const [upToMs, calls] of buckets) {
    seen += calls
    if (seen >= rank) return upToMs
  }
  return 0
}

function sum<T>(items: Iterable<T>, of: (item: T) => number): number {
  let total = 0
  for (const item of items) total += of(item)
  return total
}
