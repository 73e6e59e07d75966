import { describe, expect, it } from 'vitest'
import { isSlower, judge } from '../../../bench/compare/judge.ts'
import { seeded } from '../../../bench/dataset.ts'
import { madeCell, madeDurations, madeRound } from '../../support/made-sweep.ts'

const SEED = 5
const RUNS = 20
const CALLERS = [1, 8, 32, 128]

describe(`a judgement of two runs (seed ${SEED})`, () => {
  const random = seeded(SEED)
  /** Close to normal. */
  const noise = () => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6)
  const rounds = (level: number, count = 5) =>
    Array.from({ length: count }, () => madeRound(level * Math.exp(0.02 * noise()) * (random() < 0.02 ? 0.7 : 1)))
  /** Two runs on a machine with noise of 2 %, now and then a disturbed round, and 1 % between the runs. */
  const pairs = (factor: (index: number) => number, count?: number) => {
    const drift = random() < 0.5 ? 0.99 : 1.01
    return CALLERS.map((callers, index) => ({
      before: madeCell(rounds(1_000 * callers, count), { callers }),
      after: madeCell(rounds(1_000 * callers * drift * factor(index), count), { callers }),
    }))
  }
  const times = <T>(of: () => T) => Array.from({ length: RUNS }, of)

  it('calls the same code slower in none of 20 comparisons', () => {
    expect(times(() => judge(pairs(() => 1)).some(isSlower)).filter(Boolean)).toEqual([])
  })

  it('calls code that is 10 % slower so in all of 20, and by how much', () => {
    const judged = times(() => judge(pairs(() => 0.9)))
    expect(judged.filter((changes) => changes.some(isSlower))).toHaveLength(RUNS)
    const throughput = judged.flatMap(([first]) => (first === undefined ? [] : [first.ratio]))
    expect(Math.min(...throughput)).toBeGreaterThan(0.86)
    expect(Math.max(...throughput)).toBeLessThan(0.94)
  })

  it('calls code that is 10 % faster so, which is not slower', () => {
    const [throughput, ...others] = judge(pairs(() => 1.1))
    expect(throughput).toMatchObject({ verdict: 'faster', alike: 4 })
    expect([throughput, ...others].some((change) => change !== undefined && isSlower(change))).toBe(false)
  })

  it('finds the one cell that is slower, where the mean of all hardly is', () => {
    const [throughput] = judge(pairs((index) => (index === 2 ? 0.7 : 1), 10))
    expect(throughput?.cells.map(({ verdict }) => verdict)).toEqual(['same', 'same', 'slower', 'same'])
    expect(throughput !== undefined && isSlower(throughput)).toBe(true)
  })
})

describe('the figures that are judged', () => {
  const steady = (other: Parameters<typeof madeRound>[1]) => [1, 2, 3].map(() => madeRound(1_000, other))
  const changed = (other: Parameters<typeof madeRound>[1]) =>
    judge([{ before: madeCell(steady({})), after: madeCell(steady(other)) }])
      .filter(isSlower)
      .map(({ figure }) => figure.name)

  it('are throughput, p95 latency and CPU time of the client', () => {
    expect(changed({ perSecond: 960 })).toEqual(['ops/s'])
    expect(changed({ latency: { ...madeDurations(10), p95Ms: 23 } })).toEqual(['p95 ms'])
    expect(changed({ cpu: { mainUs: 15, workersUs: 20, serverUs: 999 } })).toEqual(['client µs/call'])
  })

  it('may change a little: throughput by less than 3 %, p95 and CPU time by less than 10 %', () => {
    expect(changed({ perSecond: 975 })).toEqual([])
    expect(changed({ latency: { ...madeDurations(10), p95Ms: 21.5 } })).toEqual([])
    expect(changed({ cpu: { mainUs: 12, workersUs: 20, serverUs: undefined } })).toEqual([])
  })

  it('hold the median latency in place of throughput where the rate is given', () => {
    const open = { callers: undefined, rate: 500 }
    const slow = steady({ perSecond: 900, latency: { ...madeDurations(10), p50Ms: 11 } })
    const changes = judge([{ before: madeCell(steady({}), open), after: madeCell(slow, open) }])
    expect(changes.map(({ figure, verdict }) => [figure.name, verdict])).toEqual([
      ['p50 ms', 'slower'],
      ['p95 ms', 'same'],
      ['client µs/call', 'same'],
    ])
  })
})
