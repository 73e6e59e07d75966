import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Request } from '../../../src/operations/catalog.ts'
import { LOST, REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

const taskOf = (input: unknown, moved: Request['moved'] = []): Request => {
  return { operation: 'task', target: 'file:///task.js', params: { name: 'run', input }, moved }
}
const embedding: Request = { operation: 'embed', target: '', params: { texts: ['a'] } }

describe('the dispatcher, with code to run in a worker,', () => {
  it.each([
    ['a task', taskOf(1)],
    ['texts to embed', embedding],
  ])('takes the outcome of %s for no sign of the server, and its target for no collection', async (_what, request) => {
    const { crew, dispatcher, submit, answer } = setUp()
    const done = submit(request)
    await settle()
    await answer(0)
    expect(await done).toBe(0)
    expect([crew.outcomes, dispatcher.lastCollection]).toEqual([[], undefined])
    const counted = submit()
    await settle()
    await answer(1)
    await counted
    expect([crew.outcomes, dispatcher.lastCollection]).toEqual([[undefined], 'c'])
  })

  it('sends each task by itself', async () => {
    const { crew, submit, answer } = setUp()
    const calls = [submit(taskOf(1)), submit(taskOf(2)), submit()]
    await settle()
    for (const index of calls.keys()) await answer(index)
    await Promise.all(calls)
    expect(crew.tasks).toEqual([1, 1, 1])
  })

  it.each([
    ['repeats one that never left', REFUSED, 2],
    ['does not repeat one that was lost', LOST, 1],
  ])('%s', async (_what, reply, attempts) => {
    const { clock, crew, submit, answer } = setUp()
    submit(taskOf(1))
    await settle()
    await answer(0, reply)
    await clock.advance(500)
    expect(crew.sent).toHaveLength(attempts)
  })

  it('repeats an embedding that was lost, which is the same twice', async () => {
    const { clock, crew, submit, answer } = setUp()
    const done = submit(embedding)
    await settle()
    await answer(0, LOST)
    await clock.advance(500)
    expect(crew.sent).toHaveLength(2)
    await answer(1)
    expect(await done).toBe(1)
  })

  it('takes the input of a task over when it is issued, with all that moves', async () => {
    const { crew, submit, answer } = setUp()
    const first = submit(taskOf(0))
    const bytes = new Uint8Array([1, 2])
    const input = { bytes, list: [1] }
    submit(taskOf(input, [bytes.buffer]))
    expect(bytes).toHaveLength(0)
    input.list.push(2)
    await settle()
    await answer(0)
    await first
    await settle()
    const { params, moved } = crew.sent[1]?.request ?? {}
    const taken = params?.input as typeof input
    expect(taken).toEqual({ bytes: new Uint8Array([1, 2]), list: [1] })
    expect(moved).toEqual([taken.bytes.buffer])
    expect(moved?.[0]).toBe(taken.bytes.buffer)
  })

  it('closes a port that a failed task was given', async () => {
    const { submit } = setUp(0)
    const { port1, port2 } = new MessageChannel()
    onTestFinished(() => port1.close())
    const closed = new Promise((resolve) => port1.once('close', () => resolve('closed')))
    await expect(submit(taskOf({ port2 }, [port2]), { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    )
    expect(await closed).toBe('closed')
  })
})
