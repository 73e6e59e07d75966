import type { Sample } from '../../src/monitor/sample.ts'
import { NO_ACTIVITY, NO_DURATIONS } from './idle-pool.ts'

/** A sample of 30 s in which nothing was the matter, but for what is given. */
export function sampleWith(given: Partial<Sample> = {}): Sample {
  return {
    ...NO_ACTIVITY,
    seconds: 30,
    utilisation: 0.5,
    calls: 1_000,
    callsPerSecond: 33,
    ...waits(1),
    callsPerRequest: 1,
    time: 0,
    size: 5,
    idle: 5,
    busy: 0,
    opening: 0,
    dying: 0,
    waiting: 0,
    openCircuits: [],
    ...given,
  }
}

export function waits(p95Ms: number, count = 1_000): Pick<Sample, 'acquire'> {
  return { acquire: { ...NO_DURATIONS, count, p95Ms } }
}
