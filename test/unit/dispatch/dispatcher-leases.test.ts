import { describe, expect, it } from 'vitest'
import { PoolClosedError } from '../../../src/base/errors.ts'
import { LeaseLine } from '../../../src/dispatch/lease-line.ts'
import { REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

describe('a lease', () => {
  it('waits in the queue like a call, and counts as leased', async () => {
    const { submit, acquire, answer } = setUp()
    const running = submit()
    const lease = acquire()
    await settle()
    await answer(0)
    await running
    expect((await lease).leased).toBe(true)
  })

  it('gives up at its acquire timeout', async () => {
    const { submit, acquire, clock, dispatcher } = setUp()
    submit()
    const lease = acquire({ acquireTimeoutMs: 10 })
    await clock.advance(10)
    await expect(lease).rejects.toMatchObject({ code: 'E016' })
    expect(dispatcher.waiting).toBe(0)
  })

  it('of lane batch whose turn has come waits for a worker that carries several, and no call goes before it', async () => {
    const { submit, acquire, answer, clock, crew } = setUp(1, { depth: 4 })
    submit()
    await settle()
    const lease = acquire({ priority: 'batch', acquireTimeoutMs: 900 })
    // The lane's turn comes after sixteen interactive calls.
    for (let call = 0; call < 40; call++) submit({}, { acquireTimeoutMs: 900 })
    await settle()
    for (let done = 0; done < crew.sent.length; done++) {
      // Too slow to share the way to the thread.
      await clock.advance(3)
      await answer(done)
    }
    expect((await lease).leased).toBe(true)
    expect(crew.sent.length).toBeLessThan(40)
  })

  it('gives up on abort', async () => {
    const { submit, acquire } = setUp()
    submit()
    const abort = new AbortController()
    const lease = acquire({ signal: abort.signal })
    abort.abort(new Error('no longer'))
    await expect(lease).rejects.toThrow('no longer')
    await expect(acquire({ signal: abort.signal })).rejects.toThrow('no longer')
  })

  it('that is given up in the very turn in which a worker comes free leaves that worker to the next', async () => {
    const { submit, acquire, crew } = setUp()
    const running = submit()
    await settle()
    const abort = new AbortController()
    const leaving = acquire({ signal: abort.signal })
    const next = acquire()
    crew.sent[0]?.answer.resolve({ ok: true, value: 0 })
    void running.then(() => abort.abort(new Error('too late')))
    await expect(leaving).rejects.toThrow('too late')
    expect((await next).leased).toBe(true)
    expect(crew.ledger.count('busy')).toBe(1)
  })

  it('is refused at once when the queue is full', async () => {
    const { submit, acquire } = setUp(1, { maxQueue: 0 })
    const held = await acquire()
    expect(held.leased).toBe(true)
    await expect(acquire()).rejects.toMatchObject({ code: 'E016' })
    await expect(submit()).rejects.toMatchObject({ code: 'E016' })
  })

  it('runs its calls one after another', async () => {
    const { acquire, submitTo, crew, answer } = setUp()
    const line = new LeaseLine(await acquire())
    const calls = [submitTo(line), submitTo(line)]
    await settle()
    expect(crew.sent).toHaveLength(1)
    await answer(0)
    await answer(1)
    expect(await Promise.all(calls)).toEqual([0, 1])
  })

  it('repeats a failed call on its own worker', async () => {
    const { acquire, submitTo, answer, clock, crew } = setUp()
    const line = new LeaseLine(await acquire())
    const call = submitTo(line)
    await settle()
    await answer(0, REFUSED)
    await clock.advance(25)
    await answer(1)
    expect(await call).toBe(1)
    expect(crew.ledger.count('busy')).toBe(1)
  })

  it('finishes the calls that were issued before its release', async () => {
    const { acquire, submitTo, answer } = setUp()
    const line = new LeaseLine(await acquire())
    const calls = [submitTo(line), submitTo(line)]
    const released = line.close()
    await settle()
    await answer(0)
    await answer(1)
    expect(await Promise.all(calls)).toEqual([0, 1])
    expect(await released).toBeDefined()
  })

  it('rejects calls after its release', async () => {
    const { acquire, submitTo } = setUp()
    const line = new LeaseLine(await acquire())
    expect(await line.close()).toBeDefined()
    expect(await line.close()).toBeUndefined()
    await expect(submitTo(line)).rejects.toBeInstanceOf(PoolClosedError)
  })
})
