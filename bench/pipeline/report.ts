import { table } from '../../src/cli/output/table.ts'
import { median, range, whole } from '../figures.ts'
import type { Machine } from '../server/machine.ts'
import type { MemoryResult } from './memory.ts'
import type { Round } from './rounds.ts'
import type { Likeness } from './same-points.ts'

/** Least documents a second of the pool for one of the main thread. */
export const LEAST_RATIO = 1.4
/** Most event-loop delay of the pool's main thread, 99th percentile, in ms. */
export const MOST_DELAY_MS = 10
export const LEAST_COSINE = 0.99
/** Most resident memory of the process that ingests, in MB. */
export const MOST_RSS_MB = 500
/** A slope below this, in MB per 100,000 records, is flat. */
export const FLAT_MB = 2

export interface ModelResult {
  readonly documents: number
  readonly rounds: readonly Round[]
  readonly likeness: Likeness
}

export interface ModelRow {
  readonly batchSize: number
  readonly pool: number
  readonly poolRange: readonly [number, number]
  readonly peer: number
  readonly peerRange: readonly [number, number]
  readonly ratio: number
  readonly poolDelayMs: number
  readonly peerDelayMs: number
  readonly passed: boolean
}

export function modelRows({ rounds }: ModelResult): ModelRow[] {
  return [...new Set(rounds.map(({ batchSize }) => batchSize))].map((batchSize) => {
    const of = (client: Round['client']) => rounds.filter((one) => one.client === client && one.batchSize === batchSize)
    const rates = (client: Round['client']) => of(client).map(({ documentsPerSecond }) => documentsPerSecond)
    const delay = (client: Round['client']) => median(of(client).map(({ delayP99Ms }) => delayP99Ms))
    const [pool, peer] = [median(rates('pool')), median(rates('main thread'))]
    const [ratio, poolDelayMs] = [pool / peer, delay('pool')]
    return {
      batchSize,
      pool,
      poolRange: range(rates('pool')),
      peer,
      peerRange: range(rates('main thread')),
      ratio,
      poolDelayMs,
      peerDelayMs: delay('main thread'),
      passed: ratio >= LEAST_RATIO && poolDelayMs <= MOST_DELAY_MS,
    }
  })
}

export function isLike({ sameIds, leastCosine }: Likeness): boolean {
  return sameIds && leastCosine >= LEAST_COSINE
}

export function isFlat({ slopeMb, peakMb }: MemoryResult): boolean {
  return Math.abs(slopeMb) <= FLAT_MB && peakMb < MOST_RSS_MB
}

export function printMachine({ cores, node, server }: Machine): void {
  console.log(`${cores} cores, Node ${node}, ${server}\n`)
}

export function printModel(result: ModelResult, roundCount: number): void {
  const { documents, likeness } = result
  console.log(
    `all-MiniLM-L6-v2 (int8), ${documents} passages a round, ${roundCount} interleaved rounds: documents a second, medians\n`,
  )
  const header = ['batch', 'pool of 2', 'min-max', 'main thread', 'min-max', 'ratio', 'delay p99 ms', 'main thread', '']
  const rows = modelRows(result).map((row) => [
    String(row.batchSize),
    row.pool.toFixed(1),
    row.poolRange.map((rate) => rate.toFixed(1)).join('-'),
    row.peer.toFixed(1),
    row.peerRange.map((rate) => rate.toFixed(1)).join('-'),
    `${row.ratio.toFixed(2)}x`,
    row.poolDelayMs.toFixed(1),
    row.peerDelayMs.toFixed(1),
    row.passed ? 'passed' : 'FAILED',
  ])
  console.log(table([header, ...rows], [...Array<'right'>(8).fill('right'), 'left']))
  console.log(
    `\n${isLike(likeness) ? 'passed' : 'FAILED'}: ${likeness.counts.join(' and ')} points, ${likeness.sameIds ? 'the same ids' : 'OTHER IDS'}, smallest cosine ${likeness.leastCosine.toFixed(4)} (at least ${LEAST_COSINE})`,
  )
}

export function printMemory(result: MemoryResult): void {
  const { records, fileMb, perSecond, peakMb, atWarmUpMb, atEndMb, slopeMb } = result
  const figures = [
    ['records', whole(records)],
    ['JSONL', `${whole(fileMb)} MB`],
    ['records/s', whole(perSecond)],
    ['RSS after the warm-up', `${whole(atWarmUpMb)} MB`],
    ['RSS at the end', `${whole(atEndMb)} MB`],
    ['RSS at most', `${whole(peakMb)} MB`],
    ['slope', `${slopeMb.toFixed(2)} MB per 100,000 records`],
  ]
  console.log(`Memory of a process that ingests with 2 workers and hashing()\n\n${table(figures, ['left', 'right'])}`)
  console.log(
    `\n${isFlat(result) ? 'passed' : 'FAILED'}: flat (slope within ±${FLAT_MB} MB per 100,000 records) and below ${MOST_RSS_MB} MB`,
  )
}
