import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CallPort } from '../../../src/actors/call-port.ts'
import type { Reply, WorkerCall } from '../../../src/protocol/messages.ts'
import { serveCalls } from '../../../src/wire/serve-calls.ts'

const call = (id: number, params = {}): WorkerCall => ({ id, operation: 'count', target: 'a', params })
const done = (value: unknown): Reply => ({ ok: true, value })

/** Both ends of a port, with `perform` on the worker's. */
function setUp(perform: (calls: readonly WorkerCall[]) => Promise<readonly Reply[]>) {
  const { port1, port2 } = new MessageChannel()
  serveCalls(port1, perform)
  onTestFinished(() => port1.close())
  return { port: new CallPort(port2), worker: port1 }
}

/** The port alone does not hold the process up. */
const held = <T>(promise: Promise<T>): Promise<T> => {
  const timer = setTimeout(() => {}, 10_000)
  return promise.finally(() => clearTimeout(timer))
}

describe('the port of calls', () => {
  it('gives each message of calls its replies, in whatever order they come', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const { port } = setUp(async (calls) => {
      await gates[calls[0]?.id ?? 0]?.promise
      return calls.map(({ id }) => done(id))
    })
    const first = port.send([call(0), call(7)], [])
    const second = port.send([call(1)], [])
    gates[1]?.resolve()
    expect(await held(second)).toEqual([done(1)])
    gates[0]?.resolve()
    expect(await held(first)).toEqual([done(0), done(7)])
  })

  it('moves what it is told to, and throws on what cannot cross', async () => {
    const { port } = setUp(async (calls) => calls.map(({ cargo }) => done(cargo?.length)))
    const cargo = new Float32Array(3)
    const sent = port.send([{ ...call(1), cargo }], [cargo.buffer])
    expect(cargo).toHaveLength(0)
    expect(await held(sent)).toEqual([done(3)])
    await expect(port.send([call(2, { fn: () => {} })], [])).rejects.toThrow('could not be cloned')
  })

  it('tells what was thrown, and which value cannot come back', async () => {
    const { port } = setUp(async (calls) => {
      if (calls.length === 1) throw new RangeError('not open')
      return [done(1), done(() => {})]
    })
    expect(await held(port.send([call(1)], []))).toMatchObject([{ ok: false, failure: { message: 'not open' } }])
    const [good, bad] = await held(port.send([call(1), call(2)], []))
    expect([good, bad]).toMatchObject([done(1), { ok: false, failure: { name: 'DataCloneError' } }])
  })

  it('rejects what has no reply when the worker ends, and takes replies that were on their way', async () => {
    const { port1, port2 } = new MessageChannel()
    const port = new CallPort(port2)
    const answered = port.send([call(1)], [])
    const lost = port.send([call(2)], [])
    port1.postMessage({ id: 1, replies: [done('late')] })
    port.end(new Error('crashed'))
    expect(await answered).toEqual([done('late')])
    await expect(lost).rejects.toThrow('crashed')
    port1.close()
  })
})
