import { describe, expect, it } from 'vitest'
import { adviceText, adviseOn } from '../../../bench/report/advice.ts'
import { headlineOf } from '../../../bench/report/headline.ts'
import { panelsOf } from '../../../bench/report/panels.ts'
import type { CellResult } from '../../../bench/sweep/results.ts'
import { failedRound, modelCell } from '../../support/sweep-cells.ts'
import { modelOf, sweepReport } from '../../support/sweep-report.ts'

interface Seen {
  readonly workers: number
  readonly callers: number | undefined
  readonly rate?: number
  /** Of each round. */
  readonly perSecond: readonly number[]
}

function cellOf({ workers, callers, rate, perSecond }: Seen): CellResult {
  const key = { operation: 'retrieve', wire: 'rest', workers, callers, rate } as const
  const cell = modelCell(key, modelOf('retrieve', 'rest'), perSecond.length, workers)
  const latency = (one: number) => ({ avgMs: ((callers ?? 1) * 1000) / one, p95Ms: 2.4 })
  const rounds = perSecond.map((one, index) => {
    const round = cell.rounds[index] ?? failedRound()
    return { ...round, perSecond: one, latency: { ...round.latency, ...latency(one) } }
  })
  return { ...cell, rounds }
}

function report(...seen: readonly Seen[]) {
  return sweepReport({}, { cells: seen.map(cellOf) })
}

function advice(...seen: readonly Seen[]): string[] {
  return panelsOf(report(...seen)).map((panel) => adviceText(adviseOn(panel)))
}

const at = (workers: number, callers: number, ...perSecond: readonly number[]): Seen => ({
  workers,
  callers,
  perSecond,
})

describe('the recommendation', () => {
  it('is the smallest size within 5 % of the best, with what the larger gains and the knee', () => {
    expect(
      advice(at(1, 1, 90), at(1, 10, 500), at(2, 1, 100), at(2, 10, 900), at(2, 40, 1000), at(4, 40, 1030)),
    ).toEqual([
      'retrieve over REST: size 2 is enough: 4 gains 3 %. Its knee is at 10 callers: 900 ops/s, p95 2.40 ms.' +
        ' Most is 1,000 ops/s, at 40 callers, p95 2.40 ms.',
    ])
  })

  it('asks for larger sizes where the largest still gains', () => {
    const [text] = advice(at(4, 10, 1000), at(8, 10, 1220), at(8, 20, 1230))
    expect(text).toContain('size 8 is the largest measured and gains 22 % over 4: measure larger ones.')
  })

  it('claims no gain that lies within the spread of the rounds', () => {
    const [enough] = advice(at(2, 10, 980, 1000, 1040), at(4, 10, 990, 1030, 1050))
    expect(enough).toContain('size 2 is enough: 4 gains no more than the rounds differ.')
    const [largest] = advice(at(2, 10, 800, 900, 1200), at(4, 10, 1100, 1150, 1200))
    expect(largest).toContain('size 4 is the largest measured, and gains no more over 2 than the rounds differ')
    expect(largest).not.toContain('%')
  })

  it('says that a larger size gains nothing where it is slower', () => {
    expect(advice(at(2, 10, 1000), at(4, 10, 700))[0]).toContain('size 2 is enough: 4 gains nothing.')
  })

  it('says where throughput still grows', () => {
    expect(advice(at(2, 1, 100), at(2, 10, 990))).toEqual([
      'retrieve over REST: size 2 is the only one measured. Still growing at 10 callers (990 ops/s, p95 2.40 ms): measure more.',
    ])
  })

  it('compares sizes under the loads that all of them answered', () => {
    const [text] = advice(at(2, 10, 1000), at(4, 10, 1010), at(4, 200, 5000))
    expect(text).toContain('size 2 is enough: 4 gains 1 %.')
  })

  it('tells of an open loop which size keeps up with the rate', () => {
    const open = (workers: number, ...perSecond: number[]) => ({ workers, callers: undefined, rate: 1000, perSecond })
    expect(advice(open(1, 700), open(2, 990), open(4, 1000))).toEqual([
      'retrieve over REST: size 2 is enough: it keeps up with the rate. It answers 990 of 1,000 ops/s, p95 2.40 ms.',
    ])
    expect(advice(open(1, 400), open(2, 700))[0]).toContain('It falls behind: 700 of 1,000 ops/s')
  })

  it('says so where no call was answered', () => {
    const failed = { ...cellOf(at(2, 10)), rounds: [failedRound()] }
    const unanswered = sweepReport({}, { cells: [failed] })
    expect(panelsOf(unanswered).map((panel) => adviceText(adviseOn(panel)))).toEqual([
      'retrieve over REST: no call was answered.',
    ])
    expect(headlineOf(unanswered).title).toBe('No call was answered.')
  })
})

describe('the headline', () => {
  it('is the size that is enough for all operations, with what each of them needs', () => {
    const cells = sweepReport({ workers: [1, 2, 4, 8, 16], operations: ['retrieve', 'query'] })
    expect(headlineOf(cells)).toEqual({
      title: 'Size 8 is enough.',
      reasons: ['Size 8 for query; size 4 for retrieve.'],
    })
  })

  it('says no more than the rounds tell', () => {
    const title = (...seen: Seen[]) => headlineOf(report(...seen)).title
    expect(title(at(2, 10, 800, 900, 1200), at(4, 10, 1100, 1150, 1200))).toBe('Size 4, as far as these rounds tell.')
    expect(title(at(4, 10, 1000), at(8, 10, 1220))).toBe('Size 8: larger ones may gain more.')
  })

  it('tells of a classic run which promises were kept', () => {
    const verdict = (name: string, passed: boolean) => ({ name, target: '', seen: '', passed })
    const title = (...verdicts: ReturnType<typeof verdict>[]) =>
      headlineOf({ ...report(at(5, 10, 1000)), preset: 'classic', verdicts }).title
    expect(title(verdict('throughput', true), verdict('latency p95', true))).toBe('All 2 promises were kept.')
    expect(title(verdict('throughput', true), verdict('latency p95', false))).toBe(
      '1 of 2 promises broken: latency p95.',
    )
    expect(title()).toBe('No promise was put to the test.')
  })

  it('warns of an interrupted run and of a single round', () => {
    const { reasons } = headlineOf({
      ...report(at(2, 10, 1000)),
      complete: false,
      options: sweepReport({ rounds: 1 }).options,
    })
    expect(reasons.join(' ')).toMatch(/interrupted.*one round only/)
  })
})
