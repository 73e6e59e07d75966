import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import type { Pool } from '../../../src/index.ts'
import { anyProgram } from '../../support/any-program.ts'
import { comparable } from '../../support/comparable-results.ts'
import { filledPool, poolOn } from '../../support/local-pool.ts'
import type { Program } from '../../support/program.ts'
import { createCollection, storedPoints } from '../../support/program-collection.ts'
import { ABORTED, runRound } from '../../support/run-round.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

describe('coalescing on and off', () => {
  it.each([
    { size: 1, preferGrpc: false, numRuns: 40 },
    { size: 2, preferGrpc: false, numRuns: 40 },
    { size: 2, preferGrpc: true, numRuns: 20 },
  ])('give the same answers and the same final state: %j', async ({ size, preferGrpc, numRuns }) => {
    const server = await startLocalServer({ grpc: preferGrpc })
    onTestFinished(() => server.close())
    const options = { size, minSize: size, preferGrpc, ...(preferGrpc && { grpcPort: server.grpcPort ?? 0 }) }
    const together = await poolOn(server.url, options)
    const apart = await poolOn(server.url, { ...options, coalesce: false })
    let run = 0
    const property = fc.asyncProperty(anyProgram, async (program) => {
      const [one, other] = [`together-${++run}`, `apart-${run}`]
      for (const collection of [one, other]) await createCollection(apart, collection)
      await expectSameAnswers(program, [together, one], [apart, other])
      expect(await storedPoints(apart, one)).toEqual(await storedPoints(apart, other))
      for (const collection of [one, other]) await apart.client.deleteCollection(collection)
    })
    await fc.assert(property, { seed, numRuns, interruptAfterTimeLimit: 20_000 })
    const { batches, operations } = together.stats().coalescing
    expect(batches).toBeLessThan(operations)
    expect(apart.stats().coalescing).toMatchObject({ batches: apart.stats().coalescing.operations })
    expect([together.stats().waiting, apart.stats().waiting]).toEqual([0, 0])
  })
})

describe('setPayload calls together', () => {
  // As JSON.stringify shows them, the two of each pair are equal.
  it.each([
    ['NaN', { n: Number.NaN }],
    ['a function', { show: () => 1 }],
    ['a Map', { n: new Map([[1, 2]]) }],
    ['a typed array', { n: new Uint8Array([7]) }],
  ])('are not taken for equal where one holds %s', async (_what, payload) => {
    const lookAlike = JSON.parse(JSON.stringify(payload))
    const [together, apart] = await Promise.all([payloadsSet(true), payloadsSet(false)])
    expect(together).toEqual(apart)

    async function payloadsSet(coalesce: boolean) {
      const { pool } = await filledPool({ size: 1, coalesce })
      const settled = await Promise.allSettled([
        pool.client.count('docs'),
        pool.client.setPayload('docs', { payload: lookAlike, points: [1] }),
        pool.client.setPayload('docs', { payload: payload as never, points: [2] }),
      ])
      return [settled.map(({ status }) => status), await pool.client.retrieve('docs', { ids: [1, 2] })]
    }
  })
})

async function expectSameAnswers(program: Program, ...sides: (readonly [pool: Pool, collection: string])[]) {
  for (const round of program) {
    const [one = [], other = []] = await Promise.all(
      sides.map(([pool, collection]) => runRound(pool, collection, round)),
    )
    for (const [index, call] of round.entries()) {
      const [mine, its] = [one[index], other[index]]
      if (mine === undefined || its === undefined) throw new Error('a call did not settle')
      expect(comparable(call, mine)).toEqual(comparable(call, its))
      if (call.ending.startsWith('aborted')) expect(mine).toEqual({ status: 'rejected', reason: ABORTED })
    }
  }
}
