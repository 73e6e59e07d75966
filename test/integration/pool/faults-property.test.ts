import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { type Pool, QdrantPoolError } from '../../../src/index.ts'
import { anyProgram } from '../../support/any-program.ts'
import { comparable } from '../../support/comparable-results.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { poolOn } from '../../support/local-pool.ts'
import { PossiblePoints } from '../../support/possible-points.ts'
import type { ProgramCall } from '../../support/program.ts'
import { createCollection, storedPoints } from '../../support/program-collection.ts'
import { runRound } from '../../support/run-round.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

/** Turns of the event loop from a round's issue to the reset of all connections; undefined: no reset. */
const resets = fc.array(fc.option(fc.nat(300), { nil: undefined, freq: 2 }), { minLength: 6, maxLength: 6 })

it.each([
  { size: 1, preferGrpc: false, numRuns: 30 },
  { size: 2, preferGrpc: false, numRuns: 30 },
  { size: 2, preferGrpc: true, numRuns: 20 },
])('gives right answers or typed errors, and loses no acknowledged write, where connections are reset: %j', async ({
  size,
  preferGrpc,
  numRuns,
}) => {
  const { harmed, calm, proxy } = await setUp(size, preferGrpc)
  let run = 0
  const answers = { given: 0, lost: 0 }
  const property = fc.asyncProperty(anyProgram, resets, async (program, turns) => {
    const collection = `run-${++run}`
    await createCollection(calm, collection)
    const points = new PossiblePoints()
    for (const [nth, round] of program.entries()) {
      const running = runRound(harmed, collection, round)
      for (let turn = turns[nth] ?? 0; turn > 0; turn--) await setImmediate()
      if (turns[nth] !== undefined) proxy.resetAll()
      for (const [index, result] of (await running).entries()) {
        const call = round[index] as ProgramCall
        points.wrote(call, result)
        if (isLost(result)) answers.lost++
        else {
          answers.given++
          await expectRight(calm, collection, call, result)
        }
      }
    }
    expect(points.impossible(await storedPoints(calm, collection))).toEqual([])
    await calm.client.deleteCollection(collection)
  })
  await fc.assert(property, { seed, numRuns, interruptAfterTimeLimit: 20_000 })
  const { waiting, idle, busy, opening, dying, size: slots, retries } = harmed.stats()
  expect([waiting, idle + busy + opening + dying]).toEqual([0, slots])
  expect(retries).toBeGreaterThan(0)
  expect(answers.given).toBeGreaterThan(answers.lost)
})

/** A pool behind a proxy that resets its connections, and one that goes straight to the same server. */
async function setUp(size: number, preferGrpc: boolean) {
  const server = await startLocalServer({ grpc: preferGrpc })
  onTestFinished(() => server.close())
  const proxy = await FaultProxy.before(preferGrpc ? `http://127.0.0.1:${server.grpcPort}` : server.url)
  onTestFinished(() => proxy.close())
  const port = Number(new URL(proxy.url).port)
  const harmed = preferGrpc
    ? await poolOn(server.url, { size, preferGrpc, grpcPort: port })
    : await poolOn(proxy.url, { size })
  return { harmed, proxy, calm: await poolOn(server.url, { size: 1, coalesce: false }) }
}

/** It failed for the connection's sake: then its error says what is known of it. */
function isLost(result: PromiseSettledResult<unknown>): boolean {
  if (result.status === 'fulfilled' || !(result.reason instanceof QdrantPoolError)) return false
  expect(['not-sent', 'rejected', 'unknown']).toContain(result.reason.outcome)
  return result.reason.code !== 'INVALID_ARGUMENT'
}

/** A read, and what the server refuses, are answered as where nothing is reset; a write is told from what it leaves. */
async function expectRight(calm: Pool, collection: string, call: ProgramCall, result: PromiseSettledResult<unknown>) {
  const isWrite = ['upsert', 'delete', 'setPayload'].includes(call.method)
  if (call.ending !== 'answered' || (isWrite && result.status === 'fulfilled' && !call.nowhere)) return
  const [calmly] = await runRound(calm, collection, [call])
  if (calmly === undefined) throw new Error('a call did not settle')
  expect(comparable(call, result)).toEqual(comparable(call, calmly))
}
