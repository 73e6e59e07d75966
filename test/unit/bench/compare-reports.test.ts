import { expect, it } from 'vitest'
import { comparison, plain } from '../../../bench/compare/comparison.ts'
import { text } from '../../../bench/compare/report.ts'
import { parseReport } from '../../../bench/compare/saved-report.ts'
import type { SweepReport } from '../../../bench/sweep/results.ts'
import { USUAL_SHAPE } from '../../../bench/workload/shape.ts'
import { madeCell, madeRound, madeSweep } from '../../support/made-sweep.ts'

const rounds = (perSecond = 1_000, count = 3) => Array.from({ length: count }, () => madeRound(perSecond))
const named = (name: string, report: SweepReport) => ({ name, report: parseReport(name, JSON.stringify(report)) })
const compared = (before: SweepReport, after: SweepReport) =>
  comparison(named('a.json', before), named('b.json', after))

it('pairs cells by what identifies them, in whatever order, and names those of one file alone', () => {
  const [one, ten, open] = [{ callers: 1 }, { callers: 10 }, { callers: undefined, rate: 500 }]
  const before = madeSweep([madeCell(rounds(100), one), madeCell(rounds(), ten), madeCell(rounds(), open)])
  const after = madeSweep([madeCell(rounds(), { wire: 'grpc' }), madeCell(rounds(), open), madeCell(rounds(200), one)])
  const result = compared(before, after)
  const [throughput] = result.changes
  expect(throughput?.cells.map(({ pair, ratio }) => [pair.after.callers, ratio])).toEqual([[1, expect.closeTo(2, 10)]])
  expect(result.pairing.pairs).toHaveLength(2)
  expect(result.pairing.onlyBefore).toEqual(['query rest, workers 2, callers 10'])
  expect(result.pairing.onlyAfter).toEqual(['query grpc, workers 2, callers 10'])
  expect(text(result)).toContain('only in a.json:\n  query rest, workers 2, callers 10')
})

it('warns of what else differs, of interrupted runs and of failed calls', () => {
  const before = madeSweep([madeCell(rounds())])
  const after = madeSweep([madeCell([...rounds(1_000, 2), madeRound(1_000, { failed: 7 })])], {
    complete: false,
    machine: { ...before.machine, node: 'v22.13.0', cores: 4 },
    options: { ...before.options, seconds: 3, shape: { ...USUAL_SHAPE, points: 5 } },
  })
  const { warnings } = compared(before, after)
  expect(warnings).toEqual([
    'cores differ: 2 in a.json, 4 in b.json',
    'Node differ: v24.21.0 in a.json, v22.13.0 in b.json',
    'seconds a round differ: 2 in a.json, 3 in b.json',
    expect.stringMatching(/^shape differ: 10000 points of 384, .*, 5 points of 384, /),
    'b.json is of a run that was interrupted',
    '7 calls failed in b.json',
  ])
  expect(compared(before, before).warnings).toEqual([])
})

it('tells the cells that changed and how many did not, and a sentence over all', () => {
  const callers = [1, 2, 3, 4].map((count) => ({ callers: count }))
  const before = madeSweep(callers.map((key) => madeCell(rounds(1_000), key)))
  const after = madeSweep(callers.map((key) => madeCell(rounds(key.callers === 2 ? 1_000 : 890), key)))
  const told = text(compared(before, after))
  expect(told).toContain('ops/s: b.json is 8.4 % slower than a.json (')
  expect(told).toContain('in 3 of 4 cells')
  expect(told).toContain('1 of 4 cells without a certain change beyond 3 %')
  expect(told).toMatch(/query rest, workers 2, callers 1 +1000 +890 +-11\.0 % +-11\.0 % to -11\.0 % +slower/)
  expect(told).not.toMatch(/callers 2 +1000/)
  expect(text(compared(before, before))).toContain('ops/s: no difference beyond 3 % (')
})

it('does not claim that nothing changed where it cannot know', () => {
  const noisy = madeSweep([madeCell([700, 1_000, 1_300].map((perSecond) => madeRound(perSecond)))])
  expect(text(compared(noisy, noisy))).toMatch(/ops\/s: no certain difference beyond 3 % .*more rounds would tell more/)
})

it('gives machines the same with plain figures', () => {
  const before = madeSweep([madeCell(rounds(1_000))])
  expect(plain(compared(before, madeSweep([madeCell(rounds(800))])))).toMatchObject({
    before: 'a.json',
    after: 'b.json',
    slower: true,
    warnings: [],
    onlyBefore: [],
    figures: [
      {
        figure: 'ops/s',
        margin: 0.03,
        verdict: 'slower',
        ratio: expect.closeTo(0.8, 10),
        cells: [{ operation: 'query', wire: 'rest', workers: 2, callers: 10, before: 1_000, after: 800 }],
      },
      { figure: 'p95 ms' },
      { figure: 'client µs/call' },
    ],
  })
})

it.each([
  ['not { JSON', /^a\.json is not JSON: /],
  ['[]', /^a\.json is no report of this sweep: expected its format to be "qdrant-worker-pool sweep 1", got undefined$/],
  ['{"format":"other 3"}', /got "other 3"$/],
  [JSON.stringify({ ...madeSweep([]), machine: 5 }), /^a\.json is a damaged report: machine: /],
  [
    JSON.stringify(madeSweep([madeCell([madeRound(1, { perSecond: Number.NaN })])])),
    /^a\.json is a damaged report: cells\.0\.rounds\.0\.perSecond: /,
  ],
])('refuses a file that holds %.30s', (content, message) => {
  expect(() => parseReport('a.json', content)).toThrow(message)
})

it('refuses too few rounds, rounds without an answer, a cell twice, and reports that share none', () => {
  const good = madeSweep([madeCell(rounds())])
  expect(() => compared(good, madeSweep([madeCell(rounds(1_000, 2))]))).toThrow(
    'at least 3 rounds of each cell, b.json has 2 of query rest, workers 2, callers 10',
  )
  const silent = madeSweep([madeCell([...rounds(), madeRound(1_000, { perSecond: 0 })])])
  expect(() => compared(good, silent)).toThrow(/Nothing was measured in round 4 of .* in b\.json/)
  expect(() => compared(madeSweep([madeCell(rounds()), madeCell(rounds())]), good)).toThrow('a.json has a cell twice')
  expect(() => compared(good, madeSweep([madeCell(rounds(), { workers: 3 })]))).toThrow(
    'a.json and b.json have no cell in common',
  )
})
