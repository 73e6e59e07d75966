import { describe, expect, it } from 'vitest'
import { createDirectClient } from '../../../src/client/direct-client.ts'
import { PoolClosedError } from '../../../src/index.ts'
import { SlotRegion } from '../../../src/metrics/slot-region.ts'
import type { TaskContext } from '../../../src/pipeline/task-types.ts'
import type { Reply } from '../../../src/protocol/messages.ts'
import { type Embed, Session } from '../../../src/wire/session.ts'
import { settle } from '../../support/manual-clock.ts'
import { DONE, NotedWire } from '../../support/noted-wire.ts'
import { until } from '../../support/until.ts'

const INLINE = new URL('../../support/inline-task.ts', import.meta.url).href
const vector = new Float32Array([1, 2])

const requests = (region: SlotRegion) => region.requests.read().count

type Work = (context: TaskContext) => unknown

function setUp() {
  const wire = new NotedWire()
  const region = new SlotRegion()
  const session = new Session(wire, region, async (send) => createDirectClient(send))
  let lastId = 0
  const perform = async (target: string, name: string, input: unknown, embed: Embed): Promise<Reply | undefined> => {
    const [reply] = await session.calls([{ id: ++lastId, operation: 'task', target, params: { name, input } }], embed)
    return reply
  }
  return {
    wire,
    region,
    session,
    perform,
    run: (work: Work, embed: Embed = async (texts) => texts.map(() => vector)) => perform(INLINE, 'run', work, embed),
    /** Ends the task that was started last. */
    cancel: () => session.cancel(lastId),
  }
}

/** A wire whose answers the test gives one by one. */
function answeredByHand(wire: NotedWire) {
  const answers: PromiseWithResolvers<Reply>[] = []
  wire.send = (operation, target, _params, cancellation) => {
    wire.notes.push(`${operation} ${target}`)
    const answer = Promise.withResolvers<Reply>()
    answers.push(answer)
    const message = 'the socket was closed'
    cancellation?.onCancel(() => {
      wire.notes.push(`cancelled ${target}`)
      answer.resolve({
        ok: false,
        failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message },
      })
    })
    return answer.promise
  }
  return answers
}

describe('a task', () => {
  it('gets its input, the client of its connection and the embedder of its worker, and gives its result', async () => {
    const { wire, run } = setUp()
    wire.answer = Promise.resolve({ ok: true, text: '{"result":{"count":3}}' })
    const reply = await run(async ({ client, embed, signal }) => [
      await client.count('docs'),
      await client.getCollections(),
      await embed(['a', 'b']),
      signal.aborted,
    ])
    expect(reply).toEqual({ ok: true, value: [{ count: 3 }, { count: 3 }, [vector, vector], false] })
    expect(wire.notes).toEqual([
      ['count', 'docs', {}],
      ['clientMethod', 'getCollections', { args: [] }],
    ])
  })

  it('may change the vectors that it is given, and the embedder keeps its own', async () => {
    const { run } = setUp()
    await run(async ({ embed }) => (await embed(['a']))[0]?.fill(0))
    expect([...vector]).toEqual([1, 2])
  })

  it('computes while it runs, and only its requests count as requests', async () => {
    const { region, run } = setUp()
    const ready = Promise.withResolvers<void>()
    const reply = run(async ({ client }) => {
      await client.count('docs')
      await ready.promise
    })
    await until(() => requests(region) === 1)
    expect(region.heartbeat.condition).toBe('computing')
    ready.resolve()
    await reply
    expect([region.heartbeat.computing, requests(region)]).toEqual([0, 1])
  })

  it('has its requests sent one after another where the connection carries one at a time', async () => {
    const { wire, run } = setUp()
    const answers = answeredByHand(wire)
    const reply = run(({ client }) => Promise.all([client.count('a'), client.getCollection('b'), client.count('c')]))
    for (const [index, sent] of ['count a', 'clientMethod getCollection', 'count c'].entries()) {
      await until(() => wire.notes.length > index)
      await settle()
      expect(wire.notes.slice(index)).toEqual([sent])
      answers[index]?.resolve({ ok: true, value: index })
    }
    expect(await reply).toEqual({ ok: true, value: [0, 1, 2] })
  })

  it('has its requests sent side by side where the connection carries several', async () => {
    const { wire, run } = setUp()
    wire.carriesMany = true
    const answers = answeredByHand(wire)
    const reply = run(({ client }) => Promise.all([client.count('a'), client.count('b')]))
    await until(() => wire.notes.length === 2)
    expect(wire.notes).toEqual(['count a', 'count b'])
    for (const answer of answers) answer.resolve(DONE)
    expect(await reply).toEqual({ ok: true, value: ['done', 'done'] })
  })

  it('sends the next of its requests after one that failed', async () => {
    const { wire, run } = setUp()
    wire.answer = Promise.resolve({ ok: false, failure: { kind: 'argument', message: 'no' } })
    const reply = await run(({ client }) => Promise.allSettled([client.count('a'), client.count('b')]))
    expect(reply).toMatchObject({ value: [{ reason: { message: 'count: no' } }, { reason: { message: 'count: no' } }] })
    expect(wire.notes).toHaveLength(2)
  })

  it('has its arguments taken as they were when it made the request', async () => {
    const { wire, run } = setUp()
    const answers = answeredByHand(wire)
    const send = wire.send.bind(wire)
    const seen: unknown[] = []
    wire.send = (operation, target, params, cancellation) => {
      seen.push(params)
      return send(operation, target, params, cancellation)
    }
    const reply = run(async ({ client }) => {
      const filter = { must: [{ has_id: [1] }] }
      const calls = [client.count('a'), client.count('b', { filter })]
      filter.must.pop()
      return Promise.all(calls)
    })
    for (const index of [0, 1]) {
      await until(() => answers.length > index)
      answers[index]?.resolve(DONE)
    }
    await reply
    expect(seen).toEqual([{}, { filter: { must: [{ has_id: [1] }] } }])
  })

  it('writes points in columns, and gets its array back where they are refused', async () => {
    const { wire, run } = setUp()
    wire.answer = Promise.resolve({ ok: false, failure: { kind: 'argument', message: 'no' } })
    const columns = { ids: [1], vectors: new Float32Array([1, 2]) }
    await run(({ client }) => expect(client.upsert('docs', columns)).rejects.toThrow('upsert: no'))
    expect(wire.notes).toEqual([['upsert', 'docs', { ids: [1], vectors: new Float32Array([1, 2]) }]])
    expect(columns.vectors).toEqual(new Float32Array([1, 2]))
  })

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

  it.each([
    ['no such function', INLINE, 'rerank', 'to export a function `rerank`; its functions are: run'],
    ['an export that is none', INLINE, 'constant', 'to export a function `constant`; its functions are: run'],
    ['a module without functions', 'data:text/javascript,export const a = 1', 'run', 'its functions are: none'],
    ['a module that is not there', new URL('nowhere.js', import.meta.url).href, 'run', /nowhere\.js/],
    ['a module that throws', 'data:text/javascript,throw new Error("its own error")', 'run', 'its own error'],
  ])('fails with a plain word for %s', async (_what, target, name, message) => {
    const { perform } = setUp()
    const reply = await perform(target, name, undefined, async () => [])
    const text = reply?.ok === false && reply.failure.kind === 'code' ? reply.failure.message : undefined
    expect(text).toMatch(message)
  })

  it.each([
    ['a text', 'expected a list of texts, got a string: put it in a list'],
    [['a', 7], 'expected text 1 to be a string, got number'],
  ])('may not embed %j', async (texts, message) => {
    const { run } = setUp()
    expect(await run(({ embed }) => embed(texts as string[]))).toMatchObject({
      failure: { message: `embed: ${message}` },
    })
  })
})
