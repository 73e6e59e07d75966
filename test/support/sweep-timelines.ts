import { seeded } from '../../bench/dataset.ts'
import type { CellKey, Sample, Step, Timeline } from '../../bench/sweep/results.ts'
import { durationsOf } from './sweep-cells.ts'

const BASE = 8_000
const SPIKE = 30_000
const KEY: CellKey = { operation: 'retrieve', wire: 'rest', workers: 2, callers: undefined, rate: BASE }

/** Base, a spike of 10 s that the pool lags behind in, and a base in which it recovers within 2 s. */
export function spikeTimeline(seed: number): Timeline {
  const random = seeded(seed)
  const samples = Array.from({ length: 80 }, (_, index): Sample => {
    const atMs = index * 500 + 250
    const spiking = atMs > 15_000 && atMs < 25_000
    const draining = atMs >= 25_000 && atMs < 26_800
    const offered = spiking ? SPIKE : BASE
    const perSecond = spiking ? 26_000 : draining ? 24_000 : BASE
    const p50Ms = (spiking ? 4 + (atMs - 15_000) / 20 : draining ? 120 : 0.4) * (1 + random() / 5)
    return {
      ...{ atMs, offered, perSecond: perSecond * (1 + random() / 20), failed: 0, p50Ms },
      ...{ p95Ms: p50Ms * 1.8, p99Ms: p50Ms * 2.6, maxMs: p50Ms * 5, inFlight: spiking ? 2_000 : 4 },
      ...{ rssMb: 180 + (spiking ? 60 : 0), sockets: 2 },
    }
  })
  const step = (name: string, fromMs: number, untilMs: number, recoveryMs: number | undefined): Step => {
    const within = samples.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
    const answered = Math.round(within.reduce((sum, { perSecond }) => sum + perSecond / 2, 0))
    const latency = durationsOf(within.flatMap(({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms]))
    return { name, fromMs, untilMs, rate: name === 'spike' ? SPIKE : BASE, answered, failed: 0, latency, recoveryMs }
  }
  const steps = [
    step('base', 0, 15_000, undefined),
    step('spike', 15_000, 25_000, undefined),
    step('base', 25_000, 40_000, 1_800),
  ]
  return { ...KEY, samples, trends: [], steps, failure: undefined }
}

/** An hour at a steady load with memory that grows a little. */
export function soakTimeline(seed: number): Timeline {
  const random = seeded(seed)
  const samples = Array.from({ length: 360 }, (_, index): Sample => {
    const p50Ms = 1.8 * (1 + random() / 8)
    return {
      ...{
        atMs: index * 10_000 + 5_000,
        offered: undefined,
        perSecond: 40_000 * (1 + random() / 20),
        failed: 0,
        p50Ms,
      },
      ...{ p95Ms: p50Ms * (1.8 + random() / 4), p99Ms: p50Ms * (2.5 + random()), maxMs: p50Ms * (6 + 20 * random()) },
      ...{ inFlight: 100, rssMb: 190 + index / 60 + random() * 8, sockets: 4 },
    }
  })
  const trends = [
    { name: 'RSS', unit: 'MB', slopePerHour: 6.1, growth: 6.1, median: 196 },
    { name: 'sockets', unit: '', slopePerHour: 0, growth: 0, median: 4 },
    { name: 'latency p95', unit: 'ms', slopePerHour: -0.02, growth: -0.02, median: 3.62 },
  ]
  return { ...KEY, callers: 100, rate: undefined, workers: 4, samples, trends, steps: [], failure: undefined }
}
