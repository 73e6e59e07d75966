import type { DurationSummary } from '../../src/metrics/distribution.ts'
import type { Machine } from '../server/machine.ts'
import type { OperationName } from '../workload/operations.ts'
import type { Shape } from '../workload/shape.ts'

export const PRESETS = ['classic', 'soak', 'spike'] as const
export const WIRES = ['rest', 'grpc'] as const

export type PresetName = (typeof PRESETS)[number]
export type Wire = (typeof WIRES)[number]

/** What identifies a cell: two of one run differ in one of these. */
export interface CellKey {
  readonly operation: OperationName
  readonly wire: Wire
  /** Size of the pool, all of it open. */
  readonly workers: number
  /** Closed loop: calls in flight. Undefined in an open loop. */
  readonly callers: number | undefined
  /** Open loop: calls a second that were to be issued. Undefined in a closed loop. */
  readonly rate: number | undefined
}

/** One measured round of a cell. A call is the unit, also where it writes a batch of points. */
export interface Round {
  /** From the start of the run, in ms. */
  readonly startedMs: number
  readonly elapsedMs: number
  /** Calls that were answered. */
  readonly count: number
  /** Calls that failed; the durations hold them not. */
  readonly failed: number
  /** What the first of them failed with; undefined where none did. */
  readonly failure: string | undefined
  /** Answered calls a second. */
  readonly perSecond: number
  /** From issue to answer; in an open loop from the moment at which the call was to be issued. */
  readonly latency: DurationSummary
  /** Latencies as [upper bound in ms, calls in this bucket], ascending, without empty buckets; 2 significant digits. */
  readonly histogram: readonly (readonly [upToMs: number, count: number])[]
  /** Waits for a worker. */
  readonly acquire: DurationSummary
  /** Share of the time in which a worker had a request under way, over all workers; 0 to 1. */
  readonly utilisation: number
  /** Calls that waited for a worker, on average over the round (Little's law: rate x average wait). */
  readonly waiting: number
  /** Calls in one request, on average. */
  readonly perRequest: number
  /** CPU time of an answered call, in µs. */
  readonly cpu: Cpu
  /** Most sockets to the server that were seen; undefined where the system does not tell. */
  readonly sockets: number | undefined
  /** Open loop: how much later than intended calls were issued, in ms; timers tick once a ms. Undefined in a closed loop. */
  readonly lateP99Ms: number | undefined
}

export interface Cpu {
  /** Thread of the callers: the pool's dispatcher, and the bench's own work. */
  readonly mainUs: number
  /** All else of this process: the pool's threads and V8's helpers. */
  readonly workersUs: number
  /** Process of the server; undefined where it is not on this machine or cannot be found. */
  readonly serverUs: number | undefined
}

export interface CellResult extends CellKey {
  /** In the order of time. */
  readonly rounds: readonly Round[]
}

/** One promise and what was seen. */
export interface Verdict {
  /** `throughput`, `latency p95`, … */
  readonly name: string
  /** `>= 55,000 ops/s`. */
  readonly target: string
  /** `61,234 ops/s at 200 callers`. */
  readonly seen: string
  readonly passed: boolean
}

/** One moment of a long run. */
export interface Sample {
  /** Middle of the interval, in ms from the start of the measured part. */
  readonly atMs: number
  /** Calls a second: offered in an open loop, else undefined. */
  readonly offered: number | undefined
  readonly perSecond: number
  readonly failed: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Calls issued and not settled at the end of the interval. */
  readonly inFlight: number
  readonly rssMb: number
  readonly sockets: number | undefined
}

/** What grows in a soak. */
export interface Trend {
  /** `RSS`, `sockets`, `latency p95`. */
  readonly name: string
  readonly unit: string
  /** Of the line of least squares, per hour. */
  readonly slopePerHour: number
  /** Of that line over the measured time. */
  readonly growth: number
  readonly median: number
}

/** One step of the load of a spike. */
export interface Step {
  /** `base`, `spike`. */
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
  /** Calls a second. */
  readonly rate: number
  readonly answered: number
  readonly failed: number
  readonly latency: DurationSummary
  /** Of a base after a spike: from its start until latencies were, and stayed, what they were before. Undefined: never, or no spike before. */
  readonly recoveryMs: number | undefined
}

/** What a soak or a spike brings beside cells. */
export interface Timeline extends CellKey {
  readonly samples: readonly Sample[]
  readonly trends: readonly Trend[]
  readonly steps: readonly Step[]
  /** What the first failed call failed with; undefined where none did. */
  readonly failure: string | undefined
}

/** The JSON of a run. Everything that the pages and tables show is made of this alone. */
export interface SweepReport {
  readonly format: 'qdrant-worker-pool sweep 1'
  readonly preset: PresetName | undefined
  /** ISO 8601. */
  readonly startedAt: string
  readonly elapsedMs: number
  /** False where the run was interrupted: the cells hold the rounds until then. */
  readonly complete: boolean
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly options: SweepOptions
  /** The bench's own CPU time of one call in a closed loop, in µs, measured at the start of the run. */
  readonly ownUs: number
  readonly cells: readonly CellResult[]
  readonly timelines: readonly Timeline[]
  readonly verdicts: readonly Verdict[]
}

export interface SweepOptions {
  readonly preset: PresetName | undefined
  readonly workers: readonly number[]
  readonly callers: readonly number[]
  readonly operations: readonly OperationName[]
  readonly wires: readonly Wire[]
  /** Open loop at this many calls a second; undefined: closed loop. */
  readonly rate: number | undefined
  /** Of one round of a cell, where `iterations` is undefined. */
  readonly seconds: number
  /** Calls of one round of a cell, over all callers. */
  readonly iterations: number | undefined
  readonly rounds: number
  /** Of the order of the cells in each round. */
  readonly seed: number
  readonly shape: Shape
  /** Files to write, `-` is standard output. */
  readonly json: string | undefined
  readonly html: string | undefined
  /** Folder for files as vector-db-benchmark writes them. */
  readonly vectorDbBenchmark: string | undefined
}
