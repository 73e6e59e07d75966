import { describe, expect, it } from 'vitest'
import { PoolClosedError } from '../../../src/index.ts'
import type { TaskContext } from '../../../src/pipeline/task-types.ts'
import { settle } from '../../support/manual-clock.ts'
import { DONE } from '../../support/noted-wire.ts'
import { answeredByHand, setUp } from '../../support/session-task.ts'
import { until } from '../../support/until.ts'

describe('the end of a task', () => {
  it('is done when the requests are that it did not wait for, and those still behind them are not sent', async () => {
    const { wire, run } = setUp()
    const answers = answeredByHand(wire)
    let behind: Promise<unknown> | undefined
    let isDone = false
    const returned = Promise.withResolvers<void>()
    const reply = run(async ({ client }) => {
      void client.count('a')
      behind = client.count('b')
      behind.catch(() => {})
      await until(() => wire.notes.length === 1)
      returned.resolve()
    }).finally(() => {
      isDone = true
    })
    await returned.promise
    await settle()
    expect([isDone, wire.notes]).toEqual([false, ['count a']])
    answers[0]?.resolve(DONE)
    expect(await reply).toEqual({ ok: true, value: undefined })
    await expect(behind).rejects.toThrow('count: the task has ended')
    expect(wire.notes).toEqual(['count a'])
  })

  it('is let go when nobody waits for it: its signal aborts, its request ends, and it gets no further', async () => {
    const { wire, session, run, cancel } = setUp()
    answeredByHand(wire)
    const left = Promise.withResolvers<TaskContext>()
    const never = new Promise<never>(() => {})
    const failures: unknown[] = []
    const reply = run(async (context) => {
      left.resolve(context)
      const { client } = context
      const keep = (thrown: unknown) => failures.push(thrown)
      await Promise.all([client.count('a').catch(keep), client.count('b').catch(keep)])
      await never
    })
    const { client, embed, signal } = await left.promise
    await until(() => wire.notes.length === 1)
    cancel()
    expect(signal.aborted).toBe(true)
    // The main thread has to hear that the connection was closed under a request.
    expect(await reply).toMatchObject({ failure: { kind: 'connection', outcome: 'unknown' } })
    await settle()
    expect(failures).toMatchObject([{ code: 'CONNECTION_LOST' }, { code: 'POOL_CLOSED', outcome: 'not-sent' }])
    await expect(client.getCollections()).rejects.toBeInstanceOf(PoolClosedError)
    await expect(embed(['a'])).rejects.toBeInstanceOf(PoolClosedError)
    expect([wire.notes, session.busy]).toEqual([['count a', 'cancelled a'], false])
  })

  it('that has settled reaches neither the connection nor the embedder any more', async () => {
    const { wire, run } = setUp()
    let context: TaskContext | undefined
    await run((given) => {
      context = given
    })
    await expect(context?.client.count('docs')).rejects.toThrow('count: the task has ended')
    await expect(context?.embed(['a'])).rejects.toThrow('embed: the task has ended')
    expect([wire.notes, context?.signal.aborted]).toEqual([[], false])
  })

  it('gives up an embedder that computes for it when nobody waits', async () => {
    const { run, cancel } = setUp()
    let signal: AbortSignal | undefined
    const started = Promise.withResolvers<void>()
    const reply = run(
      ({ embed }) => embed(['a']),
      (_texts, given) => {
        signal = given
        started.resolve()
        return new Promise(() => {})
      },
    )
    await started.promise
    cancel()
    expect(await reply).toMatchObject({ failure: { kind: 'code', name: 'AbortError' } })
    expect(signal?.aborted).toBe(true)
  })

  it('is not started where it was given up before it came', async () => {
    const { session, run } = setUp()
    session.cancel(1)
    let started = false
    const reply = await run(() => {
      started = true
    })
    expect([reply, started]).toMatchObject([{ failure: { outcome: 'not-sent' } }, false])
  })

  it('is not begun where it was given up while its module was loaded', async () => {
    const { run, cancel } = setUp()
    let begun = false
    const reply = run(() => {
      begun = true
    })
    cancel()
    expect(await reply).toMatchObject({ failure: { name: 'AbortError' } })
    await settle()
    expect(begun).toBe(false)
  })

  it('fails with what it throws, and as a crash that may have done anything with what it throws beside that', async () => {
    const { session, run } = setUp()
    expect(await run(() => Promise.reject(new RangeError('too far')))).toMatchObject({
      failure: { kind: 'code', name: 'RangeError', message: 'too far', stack: expect.stringContaining('RangeError') },
    })
    const started = Promise.withResolvers<void>()
    const reply = run(() => {
      started.resolve()
      return new Promise(() => {})
    })
    await started.promise
    const thrown = { kind: 'code', name: 'TypeError', message: 'stray' } as const
    session.strayed(thrown)
    expect(await reply).toEqual({ ok: false, failure: { kind: 'crash', thrown, mayBeApplied: true } })
  })
})
