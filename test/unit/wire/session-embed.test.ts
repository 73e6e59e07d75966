import { MessageChannel } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import type { CallMessage, ReplyMessage } from '../../../src/protocol/messages.ts'
import { serveCalls } from '../../../src/wire/serve-calls.ts'
import { Session } from '../../../src/wire/session.ts'
import { NotedWire } from '../../support/noted-wire.ts'

const embedCall = (texts: readonly string[], id = 1) => ({ id, operation: 'embed', target: '', params: { texts } })

it('answers texts with vectors, and sends nothing', async () => {
  const wire = new NotedWire()
  const session = new Session(wire)
  const before = session.idleMs
  const replies = await session.calls([embedCall(['a', 'bb'])], async (texts) =>
    texts.map(({ length }) => new Float32Array([length])),
  )
  expect(replies).toEqual([{ ok: true, value: [new Float32Array([1]), new Float32Array([2])] }])
  expect(wire.notes).toEqual([])
  // The connection is as idle as it was: whoever keeps it open must not take this for use.
  expect(session.idleMs).toBeGreaterThanOrEqual(before)
})

it('moves its vectors to the other side and leaves the embedder its own, which may lie in one array', async () => {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const session = new Session(new NotedWire())
  const kept = new Float32Array([1, 2, 3, 4])
  let made: readonly Float32Array[] = []
  serveCalls(port2, async (calls) => {
    const replies = await session.calls(calls, async () => [kept.subarray(0, 2), kept.subarray(2)])
    const [reply] = replies
    if (reply !== undefined && 'value' in reply) made = reply.value as readonly Float32Array[]
    return replies
  })
  const answered = new Promise<ReplyMessage>((resolve) => port1.once('message', resolve))
  port1.postMessage({ id: 1, calls: [embedCall(['a', 'b'])] } satisfies CallMessage)
  const { replies } = await answered
  expect(replies).toEqual([{ ok: true, value: [new Float32Array([1, 2]), new Float32Array([3, 4])] }])
  expect([made.map(({ length }) => length), kept.length]).toEqual([[0, 0], 4])
})

it('ends a model that nobody waits for, and tells what one throws', async () => {
  const session = new Session(new NotedWire())
  let signal: AbortSignal | undefined
  const replies = session.calls([embedCall(['a'], 1)], (_texts, given) => {
    signal = given
    return new Promise(() => {})
  })
  session.cancel(1)
  expect(await replies).toMatchObject([{ failure: { kind: 'code', name: 'AbortError' } }])
  expect(signal?.aborted).toBe(true)
  const refused = await session.calls([embedCall(['a'], 2)], () => Promise.reject(new RangeError('too long')))
  expect(refused).toMatchObject([{ failure: { kind: 'code', name: 'RangeError', message: 'too long' } }])
})
