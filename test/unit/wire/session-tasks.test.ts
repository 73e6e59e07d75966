import { describe, expect, it } from 'vitest'
import { settle } from '../../support/manual-clock.ts'
import { DONE } from '../../support/noted-wire.ts'
import { answeredByHand, INLINE, requests, setUp, vector } from '../../support/session-task.ts'
import { until } from '../../support/until.ts'

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
    wire.send = (request, cancellation) => {
      seen.push(request.params)
      return send(request, cancellation)
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
