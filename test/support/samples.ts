import type { Sample } from '../../src/monitor/sample.ts'

const NONE = { count: 0, avgMs: 0, p50Ms: 0, p95Ms: 0, p99Ms: 0, p999Ms: 0, maxMs: 0 }

/** A sample of 30 s in which nothing was the matter, but for what is given. */
export function sampleWith(given: Partial<Sample> = {}): Sample {
  return {
    seconds: 30,
    utilisation: 0.5,
    calls: 1_000,
    callsPerSecond: 33,
    errors: 0,
    timeouts: 0,
    acquireTimeouts: 0,
    retries: 0,
    created: 0,
    recycled: 0,
    replaced: 0,
    failed: 0,
    healthFailures: 0,
    acquire: { ...NONE, count: 1_000, p95Ms: 1 },
    operations: {},
    requests: NONE,
    embedding: { ...NONE, texts: 0 },
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
  return { acquire: { ...NONE, count, p95Ms } }
}
