import { MessageChannel } from 'node:worker_threads'
import { context, trace } from '@opentelemetry/api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError, hashing, type Pool } from '../../../src/index.ts'
import { fill, filledPool, poolOn } from '../../support/local-pool.ts'
import { contextManager } from '../../support/telemetry.ts'
import { traced } from '../../support/traced-pool.ts'
import { DIMENSION } from '../../support/tracing-embedder.ts'

type Tasks = typeof import('../../support/tasks.ts')

const MODULE = new URL('../../support/tasks.ts', import.meta.url)
const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }
const tasks = (pool: Pool) => pool.task<Tasks>(MODULE)

describe.each([{ preferGrpc: false }, { preferGrpc: true }])('a task, with %j', (options) => {
  const setUp = async () => {
    const pool = await poolOn(':memory:', { ...options, embedder, size: 1 })
    await fill(pool)
    return pool
  }

  it('queries and embeds beside the connection of its worker', async () => {
    const pool = await setUp()
    const best = await tasks(pool).call('rerank', { text: 'abc', limit: 2 })
    expect(best).toMatchObject([
      { id: 3, payload: { id: 3 } },
      { id: 2, payload: { id: 2 } },
    ])
    expect(pool.stats().operations.task).toMatchObject({ count: 1, errors: 0 })
    expect(pool.stats().embedding).toMatchObject({ count: 1, texts: 1 })
  })

  it('makes every kind of call of the client, side by side', async () => {
    const pool = await setUp()
    const seen = await tasks(pool).call('sideBySide')
    expect(seen).toMatchObject({ found: [{ id: 4 }], collections: [{ name: 'docs' }], status: 200 })
    expect(await pool.client.count('docs')).toEqual({ count: 4 })
  })

  it("gets the client's own errors", async () => {
    const pool = await setUp()
    const notFound = { isApiError: true, status: 404 }
    const refused = { isApiError: false, code: 'INVALID_ARGUMENT' }
    expect(await tasks(pool).call('errors')).toMatchObject([notFound, notFound, refused])
    await expect(tasks(pool).call('missing')).rejects.toThrow('Not Found')
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
  })
})

it('never opens a second socket, whatever a task sends at once', async () => {
  const { pool, server } = await filledPool({ size: 2, minSize: 2 })
  await Promise.all(Array.from({ length: 8 }, () => tasks(pool).call('sideBySide')))
  expect(await server.connections()).toMatchObject({ open: 2, peak: 2, accepted: 2 })
})

it('runs in a worker, as many at a time as there are, and none beside another call', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2 })
  const where = new Set(await Promise.all([1, 2].map(() => tasks(pool).call('whereAmI'))))
  expect(where.size).toBe(2)
  const { batches, operations } = pool.stats().coalescing
  await Promise.all(Array.from({ length: 10 }, () => tasks(pool).run(1)))
  expect(pool.stats().coalescing).toMatchObject({ batches: batches + 10, operations: operations + 10 })
})

it('names no collection: neither for the deep check nor for those who trace', async () => {
  const { pool, sink } = await traced({ embedder: hashing() })
  await pool.client.count('docs')
  await tasks(pool).run(1)
  await pool.embed(['a text'])
  expect(await pool.checkHealth('deep')).toMatchObject({ healthy: true })
  expect(sink.named('task').length).toBeGreaterThan(0)
  expect(sink.named('embed').length).toBeGreaterThan(0)
})

it('runs in the context of the trace that its caller is in', async () => {
  contextManager()
  const module = new URL('../../support/tracing-embedder.ts', import.meta.url)
  const { pool, sink } = await traced({ embedder: { module, options: { contextManager: true } } })
  const caller = sink.tracerProvider.getTracer('caller').startSpan('caller')
  const found = await context.with(trace.setSpan(context.active(), caller), () => tasks(pool).call('activeTrace'))
  expect([found, DIMENSION]).toEqual([caller.spanContext().traceId, 25])
})

describe('the input', () => {
  it('is cloned when the task is called', async () => {
    const { pool } = await filledPool({ size: 1 })
    const input = { list: [1], when: new Date(0), map: new Map([['a', 1n]]), bytes: new Uint8Array([1]) }
    const before = structuredClone(input)
    const echo = tasks(pool).run(input)
    input.list.push(2)
    input.bytes[0] = 9
    expect(await echo).toEqual(before)
    expect(input.bytes).toHaveLength(1)
  })

  it('moves where its caller says so', async () => {
    const { pool } = await filledPool({ size: 1 })
    const bytes = new Uint8Array([1, 2, 3])
    const total = tasks(pool).call('sum', bytes, { transfer: [bytes.buffer] })
    expect(bytes.buffer.byteLength).toBe(0)
    expect(await total).toBe(6)
  })

  it('may hold a port, which then connects the task with whoever holds the other', async () => {
    const { pool } = await filledPool({ size: 1 })
    const { port1, port2 } = new MessageChannel()
    const heard = new Promise((resolve) => port1.once('message', resolve))
    await tasks(pool).call('answersOn', { port: port2 }, { transfer: [port2] })
    expect(await heard).toBe('from the thread')
  })

  it('closes its port where the task never ran, so that nobody waits at the other', async () => {
    const { pool } = await filledPool({ size: 1 })
    const { port1, port2 } = new MessageChannel()
    onTestFinished(() => port1.close())
    const closed = new Promise<void>((resolve) => port1.once('close', resolve))
    await pool.use(async () => {
      const call = tasks(pool).call('answersOn', { port: port2 }, { transfer: [port2], acquireTimeoutMs: 20 })
      await expect(call).rejects.toMatchObject({ code: 'E016', outcome: 'not-sent' })
    })
    await closed
  })

  it.each([
    [{ fn: () => 1 }, [], 'task: input.fn is a function, which cannot be sent'],
    [Promise.resolve(), [], 'could not be cloned'],
    [1, [{}], 'task: '],
  ])('is refused at once where it cannot cross to a thread: %o', async (input, transfer, message) => {
    const { pool } = await filledPool({ size: 1 })
    const call = tasks(pool).run(input, { transfer: transfer as never })
    await expect(call).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      outcome: 'not-sent',
      message: expect.stringContaining(message),
    })
    expect(pool.stats()).toMatchObject({ created: 1, operations: { task: { count: 1, errors: 1 } } })
  })

  it('stays with its caller where the call is aborted before it is made', async () => {
    const { pool } = await filledPool({ size: 1 })
    const bytes = new Uint8Array(3)
    const signal = AbortSignal.abort(new Error('no longer'))
    await expect(tasks(pool).call('sum', bytes, { transfer: [bytes.buffer], signal })).rejects.toThrow('no longer')
    expect(bytes).toHaveLength(3)
  })
})

it.each([
  ['./tasks.ts', 'task: expected a URL or the href of one, such as'],
  [undefined, 'got undefined'],
])('takes no module by %j', async (module, message) => {
  const { pool } = await filledPool()
  expect(() => pool.task(module as never)).toThrow(ConfigError)
  expect(() => pool.task(module as never)).toThrow(message)
})

it.each([
  [{ coalesce: false }, 'task: unknown option `coalesce`'],
  [{ timeoutMs: 0 }, 'Expected `timeoutMs` to be a number of ms, more than 0'],
  [{ transfer: new ArrayBuffer(1) }, 'Expected `transfer` to be a list, got object'],
])('refuses the options %j', async (options, message) => {
  const { pool } = await filledPool()
  await expect(tasks(pool).run(1, options as never)).rejects.toThrow(message)
})

it('needs a name to call another function by', async () => {
  const { pool } = await filledPool()
  await expect(pool.task(MODULE).call(7 as never)).rejects.toThrow('task: expected the name of a function, got number')
})
