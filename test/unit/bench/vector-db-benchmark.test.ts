import { expect, it } from 'vitest'
import { resultFiles } from '../../../bench/sweep/vector-db-benchmark.ts'
import { madeCell, madeDurations, madeRound, madeSweep } from '../../support/made-sweep.ts'

const FACTS = { uploadSeconds: 12.5, meanPrecision: 0.98 }
const SET = 'random-10000-384-angular'
const DAY = '2026-03-01-12-00-00'

const rounds = [madeRound(1_000)]

it('writes an upload for each wire and number of workers, and a search for each number of callers', () => {
  const cells = [
    madeCell(rounds, { callers: 1 }),
    madeCell(rounds, { callers: 50 }),
    madeCell(rounds, { callers: 50, wire: 'grpc', workers: 4 }),
  ]
  const files = resultFiles(madeSweep(cells), FACTS)
  expect(files.map(({ name }) => name)).toEqual([
    `qdrant-worker-pool-rest-workers-2-${SET}-upload-${DAY}.json`,
    `qdrant-worker-pool-rest-workers-2-${SET}-search-0-${DAY}.json`,
    `qdrant-worker-pool-rest-workers-2-${SET}-search-1-${DAY}.json`,
    `qdrant-worker-pool-grpc-workers-4-${SET}-upload-${DAY}.json`,
    `qdrant-worker-pool-grpc-workers-4-${SET}-search-0-${DAY}.json`,
  ])
  const [upload, , search] = files.map(({ content }) => JSON.parse(content))
  const params = { dataset: SET, experiment: 'qdrant-worker-pool-rest-workers-2', engine: 'qdrant' }
  expect(upload).toEqual({ params, results: { post_upload: {}, upload_time: 12.5, total_time: 12.5 } })
  expect(search.params).toEqual({ ...params, parallel: 50, config: {} })
})

it('merges the rounds of a cell, in seconds', () => {
  const first = { count: 90, elapsedMs: 1_000, latency: { ...madeDurations(10), maxMs: 10.1 } }
  const second = { count: 10, elapsedMs: 3_000, latency: { ...madeDurations(64), maxMs: 101 } }
  const cell = madeCell([
    madeRound(90, { ...first, histogram: [[10, 90]] }),
    madeRound(10, {
      ...second,
      histogram: [
        [10, 4],
        [100, 6],
      ],
    }),
  ])
  const [, search] = resultFiles(madeSweep([cell]), FACTS)
  expect(JSON.parse(search?.content ?? '')).toMatchObject({
    results: {
      total_time: 4,
      rps: 25,
      mean_time: expect.closeTo(0.0154, 10),
      mean_precisions: 0.98,
      std_time: expect.closeTo(Math.sqrt((94 * 5.4 ** 2 + 6 * 84.6 ** 2) / 100) / 1_000, 10),
      min_time: 0.01,
      max_time: 0.101,
      p95_time: 0.1,
      p99_time: 0.1,
    },
  })
})

it('leaves out what that project does not know: other operations and open loops', () => {
  const cells = [
    madeCell(rounds, { operation: 'retrieve' }),
    madeCell(rounds, { operation: 'filtered' }),
    madeCell(rounds, { callers: undefined, rate: 100 }),
  ]
  expect(resultFiles(madeSweep(cells), FACTS)).toEqual([])
})

it('leaves out a cell in which nothing was answered', () => {
  expect(resultFiles(madeSweep([madeCell([]), madeCell([madeRound(1, { count: 0 })])]), FACTS)).toEqual([])
})
