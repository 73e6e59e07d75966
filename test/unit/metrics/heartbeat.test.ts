import { describe, expect, it } from 'vitest'
import { FreeWorkers } from '../../../src/metrics/free-workers.ts'
import { Heartbeat } from '../../../src/metrics/heartbeat.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { shareTime } from '../../support/shared-time.ts'

function setUp(startMs?: number) {
  const clock = new ManualClock()
  shareTime(clock, startMs)
  const main = new Heartbeat()
  return { clock, main, worker: new Heartbeat(main.memory) }
}

describe('the heartbeat of a worker', () => {
  it('shows each side what the other has written, field by field', () => {
    const { main, worker } = setUp()
    main.free = true
    Object.assign(worker, { checking: true, computing: 2, native: true, sockets: 1, waiting: 3 })
    expect([worker.free, main.checking, main.computing, main.native, main.sockets]).toEqual([true, true, 2, true, 1])
    main.free = false
    Object.assign(worker, { checking: false, native: false })
    expect([worker.free, main.checking, main.native, main.computing]).toEqual([false, false, false, 2])
  })

  it('tells how long ago the event loop turned, beginning with the thread', async () => {
    const { clock, main, worker } = setUp()
    await clock.advance(700)
    expect(main.tickAgeMs).toBe(700)
    worker.tick()
    await clock.advance(30)
    expect(main.tickAgeMs).toBe(30)
  })

  it('does not turn by itself where the thread takes over the memory', async () => {
    const { clock, main } = setUp()
    await clock.advance(500)
    expect([new Heartbeat(main.memory).tickAgeMs, main.tickAgeMs]).toEqual([500, 500])
  })

  it('goes on where the count of milliseconds runs over', async () => {
    const { clock, main, worker } = setUp(2 ** 31 - 100)
    expect(main.tickAgeMs).toBe(0)
    await clock.advance(250)
    expect(main.tickAgeMs).toBe(250)
    worker.tick()
    expect([main.tickAgeMs, main.condition]).toEqual([0, 'idle'])
  })

  it('tells a thread that waits from one that does nothing, and both from one that is blocked', async () => {
    const { clock, main, worker } = setUp()
    expect(main.condition).toBe('idle')
    worker.waiting = 1
    await clock.advance(1_000)
    expect(main.condition).toBe('waiting')
    await clock.advance(1)
    expect(main.condition).toBe('blocked')
    worker.tick()
    worker.waiting = 0
    expect(main.condition).toBe('idle')
  })

  it("tells a thread in which the user's code runs as computing, though its event loop stands still", async () => {
    const { clock, main, worker } = setUp()
    worker.computing = 1
    await clock.advance(60_000)
    expect([main.condition, main.isComputingNatively]).toEqual(['computing', false])
    worker.native = true
    expect(main.isComputingNatively).toBe(true)
    worker.computing = 0
    expect([main.condition, main.isComputingNatively]).toEqual(['blocked', false])
  })
})

it('the number of free workers is seen by every thread that shares its memory', () => {
  const main = new FreeWorkers()
  main.count = 3
  expect(new FreeWorkers(main.memory).count).toBe(3)
})
