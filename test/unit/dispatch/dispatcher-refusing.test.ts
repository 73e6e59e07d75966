import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CircuitOpenError, PoolExhaustedError } from '../../../src/base/errors.ts'
import { REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

/** Whether a promise settles in the turn in which it came, however many microtasks that has. */
async function settlesAtOnce(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false
  const note = () => {
    isSettled = true
  }
  promise.then(note, note)
  for (let step = 0; step < 1_000; step++) await null
  return isSettled
}

/** Callers that try again at once, whatever the error; resolves with their tries after so many turns of the event loop. */
async function triesOf(attempt: () => Promise<unknown>, turns: number): Promise<number> {
  let tries = 0
  let isOver = false
  const caller = async () => {
    while (!isOver) {
      tries++
      await attempt().catch(() => {})
    }
  }
  const callers = Array.from({ length: 50 }, caller)
  for (let turn = 0; turn < turns; turn++) await setImmediate()
  isOver = true
  await Promise.all(callers)
  return tries
}

function withOpenCircuit() {
  const set = setUp()
  set.crew.endpoints.areRefusing = true
  if (!REFUSED.ok) set.crew.endpoints.lastFailure = REFUSED.failure
  return set
}

describe('a call while every circuit is open', () => {
  it('is refused without being sent, with what the server failed with', async () => {
    const { submit, crew } = withOpenCircuit()
    const call = submit()
    await expect(call).rejects.toBeInstanceOf(CircuitOpenError)
    await expect(call).rejects.toMatchObject({ code: 'CIRCUIT_OPEN', phase: 'queue', cause: new Error('no') })
    expect(crew.sent).toEqual([])
  })

  it('is refused on a later turn, and so is a lease', async () => {
    const { submit, acquire } = withOpenCircuit()
    expect([await settlesAtOnce(submit()), await settlesAtOnce(acquire())]).toEqual([false, false])
    await expect(acquire()).rejects.toBeInstanceOf(CircuitOpenError)
  })

  it.each([
    'submit',
    'acquire',
  ] as const)('leaves the event loop alive under callers who try again at once: %s', async (way) => {
    const set = withOpenCircuit()
    const tries = await triesOf(() => set[way](), 20)
    expect(tries).toBeGreaterThanOrEqual(50)
    expect(tries).toBeLessThanOrEqual(50 * 22)
  })

  it('waits in lane batch, and is sent when the server is back', async () => {
    const { submit, acquire, crew, answer, dispatcher } = withOpenCircuit()
    const actor = crew.take()
    const call = submit({}, { priority: 'batch' })
    const lease = acquire({ priority: 'batch' })
    await settle()
    expect([dispatcher.waiting, crew.sent]).toEqual([2, []])
    crew.endpoints.areRefusing = false
    if (actor !== undefined) crew.release(actor)
    await settle()
    await answer(0, { ok: true, value: 'back' })
    expect([await call, (await lease).leased]).toEqual(['back', true])
  })

  it('that waited before it opened goes on waiting', async () => {
    const { submit, crew, answer } = setUp()
    const running = submit()
    await settle()
    const waiting = submit()
    await settle()
    crew.endpoints.areRefusing = true
    await answer(0)
    await answer(1, { ok: true, value: 'late' })
    expect([await running, await waiting]).toEqual([0, 'late'])
  })

  it('holds nobody up: the pool drains without those that were refused', async () => {
    const { submit, dispatcher, clock } = withOpenCircuit()
    const call = submit()
    await Promise.all([dispatcher.drain(1_000), clock.advance(0)])
    await expect(call).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
  })
})

describe('a call while the queue is full', () => {
  async function full() {
    const set = setUp(1, { maxQueue: 1 })
    void set.submit()
    await settle()
    void set.submit()
    await settle()
    return set
  }

  it('is refused on a later turn, in either lane, and so is a lease', async () => {
    const { submit, acquire } = await full()
    const batch = { priority: 'batch' } as const
    const all = [submit(), submit({}, batch), acquire(), acquire(batch)]
    expect(await Promise.all(all.map(settlesAtOnce))).toEqual([false, false, false, false])
    for (const one of all) {
      await expect(one).rejects.toBeInstanceOf(PoolExhaustedError)
      await expect(one).rejects.toMatchObject({ code: 'E016', phase: 'queue', outcome: 'not-sent' })
    }
  })

  it('leaves the event loop alive under callers who try again at once', async () => {
    const { submit } = await full()
    const tries = await triesOf(() => submit(), 20)
    expect(tries).toBeLessThanOrEqual(50 * 22)
  })

  it('is let in where one that waited has left', async () => {
    const { submit, answer, crew } = await full()
    await expect(submit()).rejects.toMatchObject({ code: 'E016' })
    await answer(0)
    const call = submit()
    await answer(1)
    await answer(2, { ok: true, value: 'in' })
    expect([await call, crew.sent.length]).toEqual(['in', 3])
  })
})
