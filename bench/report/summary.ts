import { median, range } from '../figures.ts'
import type { CellResult, Cpu, Round } from '../sweep/results.ts'

/** Of the rounds of a cell. */
export interface CellSummary {
  /** Answered calls of all rounds. */
  readonly count: number
  readonly perSecond: number
  /** Of the slowest and of the fastest round. */
  readonly spread: readonly [number, number]
  readonly avgMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly acquireAvgMs: number
  readonly acquireP95Ms: number
  readonly utilisation: number
  readonly waiting: number
  readonly perRequest: number
  readonly cpu: Cpu
  /** Most in any round. */
  readonly sockets: number | undefined
  readonly lateP99Ms: number | undefined
}

/** Medians of the rounds; undefined where no call was answered in any. A round without answers tells nothing but its rate. */
export function summarise({ rounds }: CellResult): CellSummary | undefined {
  const answered = rounds.filter(({ count }) => count > 0)
  if (answered.length === 0) return undefined
  const medianOf = (figure: (round: Round) => number) => median(answered.map(figure))
  const told = (figure: (round: Round) => number | undefined) =>
    answered.map(figure).filter((value) => value !== undefined)
  const medianTold = (figure: (round: Round) => number | undefined) => {
    const values = told(figure)
    return values.length === 0 ? undefined : median(values)
  }
  const rates = rounds.map(({ perSecond }) => perSecond)
  const sockets = told((round) => round.sockets)
  return {
    count: answered.reduce((sum, { count }) => sum + count, 0),
    perSecond: median(rates),
    spread: range(rates),
    avgMs: medianOf(({ latency }) => latency.avgMs),
    p50Ms: medianOf(({ latency }) => latency.p50Ms),
    p95Ms: medianOf(({ latency }) => latency.p95Ms),
    p99Ms: medianOf(({ latency }) => latency.p99Ms),
    acquireAvgMs: medianOf(({ acquire }) => acquire.avgMs),
    acquireP95Ms: medianOf(({ acquire }) => acquire.p95Ms),
    utilisation: medianOf(({ utilisation }) => utilisation),
    waiting: medianOf(({ waiting }) => waiting),
    perRequest: medianOf(({ perRequest }) => perRequest),
    cpu: {
      mainUs: medianOf(({ cpu }) => cpu.mainUs),
      workersUs: medianOf(({ cpu }) => cpu.workersUs),
      serverUs: medianTold(({ cpu }) => cpu.serverUs),
    },
    sockets: sockets.length === 0 ? undefined : Math.max(...sockets),
    lateP99Ms: medianTold(({ lateP99Ms }) => lateP99Ms),
  }
}

export function failedOf({ rounds }: CellResult): number {
  return rounds.reduce((sum, { failed }) => sum + failed, 0)
}
