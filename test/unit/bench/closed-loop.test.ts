import { expect, it } from 'vitest'
import { closedLoop } from '../../../bench/load/closed-loop.ts'
import { Tally } from '../../../bench/load/tally.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { delayed, stalling } from '../../support/stub-service.ts'

it('has each caller issue the next call when its last has settled', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  const loop = { callers: 3, until: { durationMs: 100 }, now: () => clock.now() }
  const done = closedLoop(
    delayed(clock, () => 10),
    loop,
    tally,
  )
  await clock.advance(1000)
  expect(await done).toBe(100)
  expect(tally.latencies.summary()).toMatchObject({ count: 30, avgMs: 10, maxMs: 10 })
})

it('has every caller issue at least one call, however long it takes', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  const done = closedLoop(
    delayed(clock, () => 500),
    { callers: 4, until: { durationMs: 100 }, now: () => clock.now() },
    tally,
  )
  await clock.advance(1000)
  expect(await done).toBe(500)
  expect(tally.latencies.count).toBe(4)
})

it('shares out a number of calls among the callers', async () => {
  const clock = new ManualClock()
  const turns: number[] = []
  const service = delayed(clock, (turn) => {
    turns.push(turn)
    return 1 + (turn % 7)
  })
  const done = closedLoop(service, { callers: 8, until: { iterations: 101 }, now: () => clock.now() }, new Tally())
  await clock.advance(1000)
  await done
  expect(turns).toEqual(Array.from({ length: 101 }, (_, turn) => turn))
})

it('issues no more calls than it was asked for, with more callers than calls', async () => {
  const tally = new Tally()
  await closedLoop(async () => {}, { callers: 50, until: { iterations: 3 } }, tally)
  expect(tally.latencies.count).toBe(3)
})

it('counts failures apart and goes on', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  const half = async (turn: number) => {
    await new Promise<void>((resolve) => clock.after(1, resolve))
    if (turn % 2 === 1) throw new Error(`turn ${turn}`)
  }
  const done = closedLoop(half, { callers: 1, until: { iterations: 10 }, now: () => clock.now() }, tally)
  await clock.advance(100)
  await done
  expect(tally.latencies.count).toBe(5)
  expect(tally.failures).toBe(5)
  expect(tally.firstFailure).toEqual(new Error('turn 1'))
})

it('ends when its signal aborts', async () => {
  const clock = new ManualClock()
  const stop = new AbortController()
  const tally = new Tally()
  const loop = { callers: 2, until: { durationMs: 1_000_000 }, now: () => clock.now(), signal: stop.signal }
  const done = closedLoop(
    delayed(clock, () => 10),
    loop,
    tally,
  )
  await clock.advance(55)
  stop.abort()
  await clock.advance(10)
  expect(await done).toBe(60)
  expect(tally.latencies.count).toBe(12)
})

it('hides a stall: one call of many sees it', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  const loop = { callers: 1, until: { durationMs: 2000 }, now: () => clock.now() }
  const done = closedLoop(stalling(clock, { usualMs: 1, fromMs: 500, untilMs: 1500 }), loop, tally)
  await clock.advance(3000)
  await done
  const { count, p99Ms, maxMs } = tally.latencies.summary()
  expect(count).toBe(1001)
  expect(p99Ms).toBeLessThan(1.02)
  expect(maxMs).toBe(1000)
})
