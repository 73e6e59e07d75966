import { median, range } from '../figures.ts'
import { isIngest, type OperationName } from '../workload/operations.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import type { Ran } from './peer.ts'

/** One round of a cell. A vector is the unit of ingests, a call of all else; undefined is what could not be told. */
export interface Round {
  readonly perSecond: number
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
  readonly clientUs: number | undefined
  readonly serverUs: number | undefined
  readonly loopP99Ms: number | undefined
  readonly sockets: number | undefined
}

export interface CellResult {
  readonly operation: OperationName
  readonly callers: number
  readonly peer: string
  readonly rounds: readonly Round[]
}

export interface Summary extends Round {
  readonly spread: readonly [number, number]
}

export function roundOf(
  operation: OperationName,
  ran: Ran,
  serverCpuMs: number | undefined,
  sockets: number | undefined,
): Round {
  const units = ran.count * (isIngest(operation) ? USUAL_SHAPE.batch : 1)
  const each = (ms: number | undefined) => (ms === undefined || units === 0 ? undefined : (ms * 1000) / units)
  return {
    perSecond: (units * 1000) / ran.elapsedMs,
    p50Ms: ran.p50Ms,
    p95Ms: ran.p95Ms,
    clientUs: each(ran.cpuMs),
    serverUs: each(serverCpuMs),
    loopP99Ms: ran.loopP99Ms,
    sockets,
  }
}

/** Medians of the rounds. */
export function summarise(rounds: readonly Round[]): Summary {
  const medianOf = (figure: keyof Round) => {
    const told = rounds.map((round) => round[figure]).filter((value) => value !== undefined)
    return told.length === 0 ? undefined : median(told)
  }
  const rates = rounds.map(({ perSecond }) => perSecond)
  return {
    perSecond: median(rates),
    spread: range(rates),
    p50Ms: medianOf('p50Ms'),
    p95Ms: medianOf('p95Ms'),
    clientUs: medianOf('clientUs'),
    serverUs: medianOf('serverUs'),
    loopP99Ms: medianOf('loopP99Ms'),
    sockets: medianOf('sockets'),
  }
}
