import type { Until } from './closed-loop.ts'

/** A rate for some time. */
export interface Pace {
  /** Operations a second. */
  readonly rate: number
  readonly durationMs: number
}

/** When each operation of a steady rate is due, in ms from the start. */
export function steady(rate: number, until: Until): Iterable<number> {
  return paced([{ rate, durationMs: 'durationMs' in until ? until.durationMs : (until.iterations / rate) * 1000 }])
}

/** The same of one rate after another. */
export function* paced(paces: Iterable<Pace>): Iterable<number> {
  let fromMs = 0
  for (const { rate, durationMs } of paces) {
    const apartMs = 1000 / rate
    const count = Math.round(durationMs / apartMs)
    for (let index = 0; index < count; index++) yield fromMs + index * apartMs
    fromMs += durationMs
  }
}
