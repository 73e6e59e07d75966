import { describe, expect, it } from 'vitest'
import { failedOf, summarise } from '../../../bench/report/summary.ts'
import type { CellKey, Round } from '../../../bench/sweep/results.ts'
import { failedRound, modelCell } from '../../support/sweep-cells.ts'
import { modelOf } from '../../support/sweep-report.ts'

const KEY: CellKey = { operation: 'retrieve', wire: 'rest', workers: 2, callers: 10, rate: undefined }
const [ROUND = failedRound()] = modelCell(KEY, modelOf('retrieve', 'rest'), 1, 1).rounds
const cell = (...rounds: readonly Partial<Round>[]) => ({ ...KEY, rounds: rounds.map((one) => ({ ...ROUND, ...one })) })

describe('the summary of a cell', () => {
  it('is the median of the rounds, with the slowest and the fastest one', () => {
    const summary = summarise(
      cell(
        { perSecond: 300, utilisation: 0.5, latency: { ...ROUND.latency, p95Ms: 9 } },
        { perSecond: 100, utilisation: 0.9, latency: { ...ROUND.latency, p95Ms: 1 } },
        { perSecond: 200, utilisation: 0.6, latency: { ...ROUND.latency, p95Ms: 2 } },
      ),
    )
    expect(summary).toMatchObject({ perSecond: 200, spread: [100, 300], utilisation: 0.6, p95Ms: 2 })
  })

  it('tells the most sockets of any round, and no server CPU where no round told it', () => {
    const cpu = { mainUs: 1, workersUs: 2, serverUs: undefined }
    const summary = summarise(cell({ sockets: 2, cpu }, { sockets: undefined, cpu }, { sockets: 5, cpu }))
    expect(summary).toMatchObject({ sockets: 5, cpu })
  })

  it('takes latencies from rounds that had answers, but counts the others as rounds of rate 0', () => {
    const summary = summarise(cell({ perSecond: 300 }, failedRound(), failedRound()))
    expect(summary).toMatchObject({ perSecond: 0, spread: [0, 300], p50Ms: ROUND.latency.p50Ms, count: ROUND.count })
  })

  it('is none where no call was answered', () => {
    expect(summarise(cell())).toBeUndefined()
    expect(summarise(cell(failedRound()))).toBeUndefined()
    expect(failedOf(cell(failedRound(), failedRound()))).toBe(20)
  })
})
