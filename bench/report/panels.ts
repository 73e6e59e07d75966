import { whole } from '../figures.ts'
import type { CellResult, SweepReport, Wire } from '../sweep/results.ts'
import type { OperationName } from '../workload/operations.ts'
import { type Knee, kneeOf } from './knee.ts'
import { type CellSummary, summarise } from './summary.ts'

export type Loop = 'closed' | 'open'

/** A cell with at least one answered call. */
export interface Point {
  /** Callers of a closed loop, calls a second of an open one. */
  readonly load: number
  readonly cell: CellResult
  readonly summary: CellSummary
}

/** All that was measured of one size of the pool. */
export interface Line {
  readonly workers: number
  /** Place among all sizes of the report, so that a size looks the same everywhere. */
  readonly rank: number
  /** Ascending by load. */
  readonly cells: readonly CellResult[]
  readonly points: readonly Point[]
  readonly knee: Knee
}

/** All that was measured of one operation over one wire in one kind of loop. */
export interface Panel {
  readonly operation: OperationName
  readonly wire: Wire
  readonly loop: Loop
  /** Ascending by size. */
  readonly lines: readonly Line[]
}

const WIRE_NAMES: Readonly<Record<Wire, string>> = { rest: 'REST', grpc: 'gRPC' }

/** In the order in which the cells name them. */
export function panelsOf({ cells }: SweepReport): Panel[] {
  const sizes = ascending(cells.map(({ workers }) => workers))
  const groups = Map.groupBy(cells, (cell) => `${cell.operation} ${cell.wire} ${loopOf(cell)}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const lines = ascending(group.map(({ workers }) => workers)).map((workers) =>
      lineOf(
        workers,
        sizes.indexOf(workers),
        group.filter((cell) => cell.workers === workers),
      ),
    )
    return [{ operation: first.operation, wire: first.wire, loop: loopOf(first), lines }]
  })
}

export function panelName({ operation, wire }: Pick<Panel, 'operation' | 'wire'>): string {
  return `${operation} over ${WIRE_NAMES[wire]}`
}

export function loadOf({ callers, rate }: CellResult): number {
  return callers ?? rate ?? 0
}

/** '1 caller', '20 callers', '8,000 ops/s'. */
export function loadName(load: number, loop: Loop): string {
  if (loop === 'open') return `${whole(load)} ops/s`
  return `${whole(load)} ${load === 1 ? 'caller' : 'callers'}`
}

export function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

/** The point at the knee, else the one under the heaviest load; undefined where no call was answered. */
export function tellingPoint({ knee, points }: Line): Point | undefined {
  return knee.state === 'at' ? points.find(({ load }) => load === knee.load) : points.at(-1)
}

function lineOf(workers: number, rank: number, unordered: readonly CellResult[]): Line {
  const cells = unordered.toSorted((one, other) => loadOf(one) - loadOf(other))
  const points = cells.flatMap((cell) => {
    const summary = summarise(cell)
    return summary === undefined ? [] : [{ load: loadOf(cell), cell, summary }]
  })
  const knee = kneeOf(points.map(({ load, summary: { perSecond, avgMs } }) => ({ load, perSecond, avgMs })))
  return { workers, rank, cells, points, knee }
}

function loopOf({ callers }: CellResult): Loop {
  return callers === undefined ? 'open' : 'closed'
}
