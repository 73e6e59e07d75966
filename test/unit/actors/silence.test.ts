import { describe, expect, it } from 'vitest'
import { safeToEnd } from '../../../src/actors/safe-end.ts'
import { Silence } from '../../../src/actors/silence.ts'
import { Heartbeat } from '../../../src/metrics/heartbeat.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { shareTime } from '../../support/shared-time.ts'

function setUp(dueMs = 1_000) {
  const clock = new ManualClock()
  shareTime(clock)
  const heartbeat = new Heartbeat()
  const silence = new Silence(heartbeat, dueMs, clock)
  const state = { fallen: false }
  void silence.fallen.then(() => {
    state.fallen = true
  })
  /** Moves on with an event loop that turns every 100 ms. */
  const turn = async (ms: number) => {
    for (const end = clock.now() + ms; clock.now() < end; ) {
      await clock.advance(Math.min(100, end - clock.now()))
      heartbeat.tick()
    }
  }
  return { clock, heartbeat, silence, state, turn }
}

describe('a thread that owes an answer', () => {
  it('hangs where its event loop has not turned by 250 ms after the answer was due', async () => {
    const { clock, state } = setUp()
    await clock.advance(1_249)
    expect(state.fallen).toBe(false)
    await clock.advance(1)
    expect(state.fallen).toBe(true)
  })

  it('hangs 250 ms after a look at which its event loop had turned, where it has not since', async () => {
    const { clock, state, turn } = setUp()
    await turn(1_200)
    await clock.advance(299)
    expect(state.fallen).toBe(false)
    await clock.advance(1)
    expect(state.fallen).toBe(true)
  })

  it('never hangs while its event loop turns, however long it owes the answer', async () => {
    const { state, turn } = setUp()
    await turn(60_000)
    expect(state.fallen).toBe(false)
  })

  it('never hangs for a main thread that was blocked itself and looks late', async () => {
    const { clock, heartbeat, state, turn } = setUp()
    await turn(500)
    clock.block(8_900)
    heartbeat.tick()
    clock.block(100)
    await clock.advance(149)
    expect(state.fallen).toBe(false)
    await turn(1_000)
    expect(state.fallen).toBe(false)
  })

  it('does not hang while a native model computes in it', async () => {
    const { clock, heartbeat, state } = setUp()
    heartbeat.native = true
    heartbeat.computing = 1
    await clock.advance(20_000)
    expect(state.fallen).toBe(false)
  })

  it('has time to turn when a native model that blocked it has ended', async () => {
    const { clock, heartbeat, state } = setUp()
    heartbeat.native = true
    heartbeat.computing = 1
    await clock.advance(5_000)
    heartbeat.computing = 0
    await clock.advance(100)
    expect(state.fallen).toBe(false)
    heartbeat.tick()
    await clock.advance(200)
    expect(state.fallen).toBe(false)
    await clock.advance(300)
    expect(state.fallen).toBe(true)
  })

  it('hangs where a native model has blocked it for half a minute beyond', async () => {
    const { clock, heartbeat, state } = setUp()
    heartbeat.native = true
    heartbeat.computing = 1
    await clock.advance(31_249)
    expect(state.fallen).toBe(false)
    await clock.advance(20)
    expect(state.fallen).toBe(true)
  })

  it('is not watched any more once it has answered', async () => {
    const { clock, silence, state } = setUp()
    await clock.advance(1_000)
    silence.stop()
    await clock.advance(60_000)
    expect([state.fallen, clock.pending]).toEqual([false, 0])
  })

  it('is not watched any more where it answers while a native model computes', async () => {
    const { clock, heartbeat, silence, state } = setUp()
    heartbeat.native = true
    heartbeat.computing = 1
    await clock.advance(2_000)
    silence.stop()
    heartbeat.computing = 0
    await clock.advance(60_000)
    expect([state.fallen, clock.pending]).toEqual([false, 0])
  })
})

describe('the end of a thread', () => {
  async function outcome(heartbeat: Heartbeat, clock: ManualClock, ms: number) {
    const state: { safe: boolean | undefined } = { safe: undefined }
    void safeToEnd(heartbeat, clock).then((safe) => {
      state.safe = safe
    })
    await clock.advance(ms)
    return state
  }

  it('is safe at once where no native model computes', async () => {
    const heartbeat = new Heartbeat()
    heartbeat.computing = 1
    expect(await outcome(heartbeat, new ManualClock(), 0)).toEqual({ safe: true })
  })

  it('is safe when it has ended, and forced after half a minute', async () => {
    const clock = new ManualClock()
    shareTime(clock)
    const heartbeat = new Heartbeat()
    heartbeat.native = true
    heartbeat.computing = 2
    const ended = await outcome(heartbeat, clock, 10_000)
    heartbeat.computing = 0
    await clock.advance(20)
    expect(ended).toEqual({ safe: true })
    heartbeat.computing = 1
    const forced = await outcome(heartbeat, clock, 29_999)
    expect(forced).toEqual({ safe: undefined })
    await clock.advance(1)
    expect(forced).toEqual({ safe: false })
  })

  it('is not forced by a model that lets its event loop turn between its runs', async () => {
    const clock = new ManualClock()
    shareTime(clock)
    const heartbeat = new Heartbeat()
    heartbeat.native = true
    heartbeat.computing = 1
    const state = await outcome(heartbeat, clock, 0)
    for (let run = 0; run < 29; run++) {
      await clock.advance(1_000)
      heartbeat.tick()
    }
    expect(state).toEqual({ safe: undefined })
    await clock.advance(1_000)
    expect(state).toEqual({ safe: false })
  })

  it('is forced after five seconds where its event loop turns: nothing may be computing any more', async () => {
    const [clock, heartbeat] = [new ManualClock(), new Heartbeat()]
    heartbeat.native = true
    heartbeat.computing = 1
    const forced = await outcome(heartbeat, clock, 4_999)
    expect(forced).toEqual({ safe: undefined })
    await clock.advance(1)
    expect(forced).toEqual({ safe: false })
  })
})
