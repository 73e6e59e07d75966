import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SlotRegion } from '../../../src/metrics/slot-region.ts'
import type { Reply } from '../../../src/protocol/messages.ts'
import { Session } from '../../../src/wire/session.ts'
import { settle } from '../../support/manual-clock.ts'
import { DONE, NotedWire } from '../../support/noted-wire.ts'

const CUT: Reply = {
  ok: false,
  failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'cut' },
}
const server = (status: number): Reply => ({
  ok: false,
  failure: { kind: 'server', status, statusText: 'No', url: 'u', headers: [], data: {} },
})
const OK: Reply = { ok: true, value: undefined }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Moves the timers of the thread's side on. */
async function pass(ms: number) {
  await settle()
  vi.advanceTimersByTime(ms)
  await settle()
}

function setUp() {
  const [wire, region] = [new NotedWire(), new SlotRegion()]
  const { heartbeat } = region
  const session = new Session(wire, region)
  /** Answers of the wire stay away; a request that is cancelled fails, as it does when its socket is closed. */
  const hold = () => {
    const held = Promise.withResolvers<Reply>()
    wire.answer = held.promise
    return held
  }
  const call = async (id = 1) => {
    const [reply] = await session.calls([{ id, operation: 'count', target: 'a', params: {} }], async () => [])
    return reply
  }
  return { wire, heartbeat, session, hold, call }
}

describe('a check of the connection', () => {
  it('is broken off over REST 5 ms after a call has come, which goes next', async () => {
    const { wire, session, hold, call } = setUp()
    const probe = hold()
    const check = session.check('medium', 1_000)
    await settle()
    wire.cancellations[0]?.onCancel(() => probe.resolve(CUT))
    const answered = call()
    await pass(4)
    expect([wire.notes, wire.cancellations[0]?.isCancelled]).toEqual([['probe'], false])
    wire.answer = Promise.resolve(DONE)
    await pass(1)
    expect([await check, await answered]).toEqual([undefined, DONE])
    expect(wire.notes).toEqual(['probe', ['count', 'a', {}]])
  })

  it('ends by itself where it can within that time', async () => {
    const { wire, session, hold, call } = setUp()
    const probe = hold()
    const check = session.check('medium', 1_000)
    const answered = call()
    await pass(4)
    probe.resolve(OK)
    expect([await check, await answered]).toEqual([OK, OK])
    await pass(60_000)
    expect(wire.cancellations.map((given) => given?.isCancelled)).toEqual([false, false])
  })

  it('keeps no call waiting over a wire that carries many, and goes on beside it', async () => {
    const { wire, session, hold, call } = setUp()
    wire.carriesMany = true
    const probe = hold()
    const check = session.check('medium', 1_000)
    await settle()
    wire.answer = Promise.resolve(DONE)
    expect(await call()).toEqual(DONE)
    await pass(100)
    expect(wire.cancellations[0]?.isCancelled).toBe(false)
    probe.resolve(OK)
    expect(await check).toEqual(OK)
  })

  it('looks at nothing while a call has the only socket: ending the check would end the call', async () => {
    const { wire, session, hold, call } = setUp()
    const slow = hold()
    const answered = call()
    await settle()
    const check = session.check('medium', 1_000)
    await pass(1_000)
    slow.resolve(DONE)
    expect([await check, await answered, wire.notes]).toEqual([undefined, DONE, [['count', 'a', {}]]])
  })

  it('looks beside a call where the wire carries many', async () => {
    const { wire, session, hold, call } = setUp()
    wire.carriesMany = true
    hold()
    void call()
    await settle()
    wire.answer = Promise.resolve(OK)
    expect(await session.check('medium', 1_000)).toEqual(OK)
  })

  it('has failed where there is no answer within its limit', async () => {
    const { wire, session, hold } = setUp()
    const probe = hold()
    const check = session.check('medium', 1_000)
    await settle()
    wire.cancellations[0]?.onCancel(() => probe.resolve(CUT))
    await pass(1_000)
    expect(await check).toMatchObject({ failure: { message: 'the server did not answer within 1000 ms' } })
  })

  it('is not overlapped by another', async () => {
    const { session, hold } = setUp()
    const probe = hold()
    const first = session.check('medium', 1_000)
    expect(await session.check('deep', 1_000, 'a')).toBeUndefined()
    probe.resolve(OK)
    expect([await first, await session.check('medium', 1_000)]).toEqual([OK, OK])
  })

  it('is seen from the main thread while it lasts', async () => {
    const { session, heartbeat, hold, wire } = setUp()
    const probe = hold()
    const check = session.check('medium', 1_000)
    expect([heartbeat.checking, heartbeat.sockets]).toEqual([true, 0])
    wire.onSockets()
    probe.resolve(OK)
    await check
    expect([heartbeat.checking, heartbeat.sockets]).toEqual([false, 1])
  })

  it('sends nothing where it is fast', async () => {
    const { wire, session } = setUp()
    expect([await session.check('fast', 1_000), wire.notes]).toEqual([OK, []])
  })
})

describe('a deep check', () => {
  it('counts the collection of the last call, or the one that it is given', async () => {
    const { wire, session, call } = setUp()
    expect([await session.check('deep', 1_000), wire.notes]).toEqual([undefined, []])
    await call()
    await session.check('deep', 1_000)
    await session.check('deep', 1_000, 'b')
    expect(wire.notes.slice(1)).toEqual([
      ['count', 'a', { exact: false }],
      ['count', 'b', { exact: false }],
    ])
  })

  it('takes a collection that is gone for a server that serves, and forgets the collection', async () => {
    const { wire, session, call } = setUp()
    await call()
    wire.answer = Promise.resolve(server(404))
    expect(await session.check('deep', 1_000)).toEqual(OK)
    expect([await session.check('deep', 1_000), wire.notes.length]).toEqual([undefined, 2])
  })

  it('remembers the last collection though another one is gone', async () => {
    const { wire, session, call } = setUp()
    await call()
    wire.answer = Promise.resolve(server(404))
    await session.check('deep', 1_000, 'gone')
    wire.answer = Promise.resolve(OK)
    await session.check('deep', 1_000)
    expect(wire.notes.at(-1)).toEqual(['count', 'a', { exact: false }])
  })

  it.each([server(500), server(503), CUT])('fails where the server does: %o', async (reply) => {
    const { wire, session } = setUp()
    wire.answer = Promise.resolve(reply)
    expect(await session.check('deep', 1_000, 'a')).toEqual(reply)
  })
})
