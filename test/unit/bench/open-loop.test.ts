import { expect, it } from 'vitest'
import { openLoop } from '../../../bench/load/open-loop.ts'
import { paced, steady } from '../../../bench/load/schedule.ts'
import { Tally } from '../../../bench/load/tally.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { delayed, stalling } from '../../support/stub-service.ts'

function timeOf(clock: ManualClock, tickMs = 1) {
  const tick = () => new Promise<void>((resolve) => clock.after(tickMs, resolve))
  return { now: () => clock.now(), tick, turn: tick }
}

it('issues at its rate, whether or not the earlier calls have settled', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  const schedule = steady(100, { durationMs: 1000 })
  const done = openLoop(
    delayed(clock, () => 3000),
    schedule,
    tally,
    { time: timeOf(clock) },
  )
  await clock.advance(5000)
  expect(await done).toBe(990 + 3000)
  expect(tally.latencies.summary()).toMatchObject({ count: 100, avgMs: 3000 })
  expect(tally.lateness.summary().maxMs).toBe(0)
})

it('measures from the moment at which a call was due', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  // Ticks of 8 ms: calls that are due every 2 ms leave up to 6 ms late.
  const schedule = steady(500, { iterations: 40 })
  const done = openLoop(
    delayed(clock, () => 5),
    schedule,
    tally,
    { time: timeOf(clock, 8) },
  )
  await clock.advance(1000)
  await done
  expect(tally.lateness.summary()).toMatchObject({ count: 40, avgMs: 3, maxMs: 6 })
  expect(tally.latencies.summary()).toMatchObject({ count: 40, avgMs: 8, maxMs: 11 })
})

it('shows a stall to all who would have called meanwhile', async () => {
  const clock = new ManualClock()
  const tally = new Tally()
  const service = stalling(clock, { usualMs: 1, fromMs: 500, untilMs: 1500 })
  const done = openLoop(service, steady(100, { durationMs: 2000 }), tally, { time: timeOf(clock) })
  await clock.advance(3000)
  await done
  const { count, p50Ms, p95Ms, p99Ms } = tally.latencies.summary()
  expect(count).toBe(200)
  // Half of all calls fall into the stall and wait for its end, evenly from 0 to 1000 ms.
  expect(p50Ms).toBeLessThan(20)
  expect(p95Ms).toBeGreaterThan(880)
  expect(p99Ms).toBeGreaterThan(960)
})

it('ends when its signal aborts, after what was issued has settled', async () => {
  const clock = new ManualClock()
  const stop = new AbortController()
  const tally = new Tally()
  const schedule = steady(1000, { durationMs: 1_000_000 })
  const done = openLoop(
    delayed(clock, () => 50),
    schedule,
    tally,
    { signal: stop.signal, time: timeOf(clock) },
  )
  await clock.advance(99.5)
  stop.abort()
  await clock.advance(100)
  expect(await done).toBe(149)
  expect(tally.latencies.count).toBe(100)
})

it('counts failures apart', async () => {
  const tally = new Tally()
  const refuse = async () => {
    throw new Error('no')
  }
  await openLoop(refuse, [0, 0, 0], tally)
  expect(tally).toMatchObject({ failures: 3, firstFailure: new Error('no') })
  expect(tally.latencies.count).toBe(0)
})

it('ends at once where nothing is due', async () => {
  expect(await openLoop(async () => {}, [], new Tally())).toBeLessThan(1000)
})

it('goes from one rate to the next', () => {
  const due = [
    ...paced([
      { rate: 100, durationMs: 30 },
      { rate: 1000, durationMs: 3 },
      { rate: 50, durationMs: 40 },
    ]),
  ]
  expect(due).toEqual([0, 10, 20, 30, 31, 32, 33, 53])
})

it('lets answers in where issuing takes longer than the rate allows', async () => {
  let atMs = 0
  const waiting: (() => void)[] = []
  const answer = () => {
    for (const settle of waiting.splice(0)) settle()
  }
  let turns = 0
  const time = {
    now: () => atMs,
    async tick() {
      atMs += 1
      answer()
    },
    async turn() {
      turns++
      answer()
    },
  }
  let mostWaiting = 0
  const operation = () => {
    atMs += 1.2
    return new Promise<void>((resolve) => {
      mostWaiting = Math.max(mostWaiting, waiting.push(resolve))
    })
  }
  const done = openLoop(operation, steady(1000, { iterations: 200 }), new Tally(), { time })
  await new Promise(setImmediate)
  answer()
  await done
  expect(turns).toBeGreaterThan(100)
  expect(mostWaiting).toBe(1)
})
