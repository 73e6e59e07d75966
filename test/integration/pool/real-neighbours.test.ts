import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ApiError } from '../../../src/base/qdrant-client.ts'
import type { PoolOptions } from '../../../src/index.ts'
import { poolOn } from '../../support/local-pool.ts'

// Runs where QDRANT_URL names a real server: what it has stored of a request that it refuses is its own affair.
const url = process.env.QDRANT_URL ?? ''
const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
const ROUNDS = 40

/** What a call's one point may have wrong, and what the server says of it. */
const FAULTS = {
  'unknown name': { vector: { unknown: [1, 0, 0] }, said: 'Not existing vector name' },
  'wrong dimension': { vector: { a: [1, 0] }, said: 'expected dim: 3, got 2' },
} satisfies Record<string, { vector: Record<string, number[]>; said: string }>
type Fault = keyof typeof FAULTS

const faults = fc.option(fc.constantFrom<Fault[]>('unknown name', 'wrong dimension'), { nil: undefined, freq: 4 })
const round = fc.array(faults, { minLength: 20, maxLength: 20 })

describe.skipIf(url === '')('beside bad neighbours, on the server at QDRANT_URL', () => {
  beforeAll(() => console.log(`testing on ${url}, seed ${seed}`))

  it.each([
    { size: 1, preferGrpc: false },
    { size: 2, preferGrpc: false },
    { size: 1, preferGrpc: true },
    { size: 2, preferGrpc: true },
  ])('no acknowledged write is lost, and each bad one gets its own error: %j', async (options) => {
    const { pool, calm, collection } = await setUp(options)
    let id = 0
    const good: object[] = []
    for (const members of fc.sample(round, { seed, numRuns: ROUNDS })) {
      const points = members.map((fault) => ({ fault, ...pointOf(++id, fault) }))
      const settled = await Promise.allSettled(
        points.map(({ fault: _fault, ...point }) => pool.client.upsert(collection, { points: [point] })),
      )
      for (const [index, { fault, ...point }] of points.entries()) {
        if (fault === undefined) good.push(point)
        expectSettled(settled[index], fault)
      }
    }
    const { points } = await calm.client.scroll(collection, { limit: id, with_payload: true, with_vector: true })
    expect(points).toEqual(good)
    const { batches, operations } = pool.stats().coalescing
    expect(batches).toBeLessThan(operations)
  })
})

it.skipIf(url !== '')('needs QDRANT_URL for bad neighbours on a real server', ({ skip }) => {
  skip('QDRANT_URL is not set')
})

/** A pool whose calls travel together, a calm one that looks at what is stored, and a collection of their own. */
async function setUp(options: PoolOptions) {
  const { port } = new URL(url)
  const grpcPort = Number(process.env.QDRANT_GRPC_PORT ?? Number(port || 6333) + 1)
  const pool = await poolOn(url, { ...options, ...(options.preferGrpc && { grpcPort }) })
  const calm = await poolOn(url, { size: 1, coalesce: false })
  const collection = `qwp_neighbours_${randomUUID()}`
  await calm.client.createCollection(collection, {
    vectors: { a: { size: 3, distance: 'Dot' }, b: { size: 2, distance: 'Dot' } },
  })
  onTestFinished(async () => {
    await calm.client.deleteCollection(collection)
  })
  return { pool, calm, collection }
}

function pointOf(id: number, fault: Fault | undefined) {
  const vector: Record<string, number[]> = fault === undefined ? { a: [id, 0.5, -1], b: [1, id] } : FAULTS[fault].vector
  return { id, vector, payload: { id, text: `point ${id}` } }
}

function expectSettled(result: PromiseSettledResult<unknown> | undefined, fault: Fault | undefined): void {
  if (fault === undefined) {
    expect(result).toMatchObject({ status: 'fulfilled', value: { status: 'completed' } })
    return
  }
  const reason: unknown = result?.status === 'rejected' ? result.reason : undefined
  expect(reason).toBeInstanceOf(ApiError)
  expect(reason).toMatchObject({
    status: 400,
    data: { status: { error: expect.stringContaining(FAULTS[fault].said) } },
  })
}
