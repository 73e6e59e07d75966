import { describe, expect, it } from 'vitest'
import { sweepText } from '../../../bench/report/sweep-text.ts'
import { failedRound } from '../../support/sweep-cells.ts'
import { sweepReport } from '../../support/sweep-report.ts'
import { soakTimeline, spikeTimeline } from '../../support/sweep-timelines.ts'

const VERDICTS = [
  { name: 'throughput', target: '>= 55,000 ops/s', seen: '61,234 ops/s', passed: true },
  { name: 'latency p95', target: '<= 10 ms', seen: '12.1 ms', passed: false },
]

describe('a sweep in a terminal', () => {
  it('has a row a cell, marks the knees, and ends with the recommendation and the verdicts', () => {
    const text = sweepText(sweepReport({ workers: [2, 4], callers: [1, 20, 200] }, { verdicts: VERDICTS }))
    expect(text.match(/^ +[24] +(?:1|20|200) .*$/gm)).toHaveLength(18)
    expect(text.match(/ knee$/gm)).toHaveLength(6)
    expect(text).toMatch(/2 cores \(Example CPU.*Qdrant 1\.18\.3/)
    expect(text).toContain('retrieve over REST: size 4 is the largest measured and gains')
    expect(text).toMatch(/^passed {2}throughput .*\nFAILED {2}latency p95 .*12\.1 ms$/m)
  })

  it('keeps its tables within 120 columns', () => {
    const tables = sweepText(sweepReport({ operations: ['retrieve', 'query'] })).match(/^ +\d.*$/gm) ?? []
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(120)
  })

  it('tells calls that failed, and cells that were not measured', () => {
    const report = sweepReport({ workers: [2], callers: [1, 20], operations: ['query'] })
    const [first, second] = report.cells
    const cells = [
      ...(first === undefined ? [] : [{ ...first, rounds: [failedRound()] }]),
      ...(second === undefined ? [] : [{ ...second, rounds: [] }]),
    ]
    const text = sweepText({ ...report, cells, complete: false })
    expect(text).toMatch(/ 1 +- .* 10 failed$/m)
    expect(text).toMatch(/ 20 +- .* not measured$/m)
    expect(text).toContain('INTERRUPTED')
    expect(text).toMatch(/^10 calls failed, the first with: connect ECONNREFUSED$/m)
  })

  it('shows the steps of a spike and the trends of a soak', () => {
    const text = sweepText(sweepReport({}, { cells: [], timelines: [spikeTimeline(1), soakTimeline(1)] }))
    expect(text).toMatch(/^spike +15\.0 +25\.0 +30,000 /m)
    expect(text).toMatch(/^base .* recovered after 1\.80 s$/m)
    expect(text).toMatch(/^RSS +MB +196 +\+6\.10 +\+6\.10$/m)
    expect(text).toContain('Latency recovered within 1.80 s of the spike.')
  })

  it('tells what the first of all failed calls failed with, and of none where none failed', () => {
    const cells = sweepReport({ workers: [2], callers: [1, 20], operations: ['query'] }).cells.map((cell, index) => ({
      ...cell,
      rounds: [...cell.rounds, failedRound(index === 0 ? 90_000 : 80_000, `at ${index}`)],
    }))
    const failed = { ...spikeTimeline(1), failure: 'E016: no worker' }
    const samples = failed.samples.map((sample, index) => ({ ...sample, failed: index === 30 ? 1 : 0 }))
    const text = sweepText(sweepReport({}, { cells, timelines: [{ ...failed, samples }] }))
    expect(text).toMatch(/^20 calls failed, the first with: at 1$/m)
    expect(text).toMatch(/^1 call failed, with: E016: no worker$/m)
    expect(sweepText(sweepReport({}, { timelines: [spikeTimeline(1)] }))).not.toMatch(/calls? failed/)
  })

  it('tells how long a spike and a soak were, and the rounds of a sweep', () => {
    expect(sweepText(sweepReport({ preset: 'spike', seconds: 5 }))).toMatch(/^length +steps of 5 s$/m)
    expect(sweepText(sweepReport({ preset: 'soak', seconds: 600 }))).toMatch(/^length +600 s$/m)
    expect(sweepText(sweepReport())).toMatch(/^rounds +medians of 3 rounds of .* a cell, in random order/m)
  })

  it('says that latency did not recover', () => {
    const timeline = spikeTimeline(1)
    const steps = timeline.steps.map((step) => ({ ...step, recoveryMs: undefined }))
    const text = sweepText(sweepReport({}, { cells: [], timelines: [{ ...timeline, steps }] }))
    expect(text).toContain('Latency did not recover after the spike.')
    expect(text).toMatch(/^base .* did not recover$/m)
  })
})
