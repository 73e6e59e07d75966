import { expect, it } from 'vitest'
import { WorkerCrashedError } from '../../../src/index.ts'
import { recorded } from '../../support/events.ts'
import { filledPool } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }

it.each(['exit', 'stray'])('fails only the call under which code in the worker goes wrong: %s', async (text) => {
  const { pool } = await filledPool({ size: 3, minSize: 3, embedder })
  const events = recorded(pool)
  const neighbours = ['one', 'two', 'three', 'four'].map((good) => pool.search('docs', good))
  const bad = expect(pool.search('docs', text)).rejects.toBeInstanceOf(WorkerCrashedError)
  const more = Array.from({ length: 20 }, () => pool.client.count('docs'))
  await bad
  for (const hits of await Promise.all(neighbours)) expect(hits).toHaveLength(3)
  for (const count of await Promise.all(more)) expect(count).toEqual({ count: 3 })
  const [told, replaced] = text === 'exit' ? (['worker:replaced', 1] as const) : (['worker:retired', 0] as const)
  await until(() => events.named(told).length === 1 && pool.stats().idle === 3)
  expect(pool.stats()).toMatchObject({ size: 3, created: 4, replaced })
})

it.each([
  ['stray later', 'a stray throw'],
  ['stray rejection', 'a stray rejection'],
])('tells of what strays after its call as an event, fails no call, and retires the worker: %s', async (text, message) => {
  const { pool } = await filledPool({ size: 1, embedder })
  const events = recorded(pool)
  expect(await pool.search('docs', text)).toHaveLength(3)
  // The worker is at work again when it comes.
  while (events.named('worker:stray-error').length === 0) expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(events.named('worker:stray-error')).toMatchObject([{ slot: 0, cause: { message } }])
  await until(() => events.named('worker:retired').length === 1)
  expect(events.named('worker:retired')).toMatchObject([{ slot: 0, reason: 'stray-error' }])
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
})

it('does not retry work that ends its thread, on another worker or the same', async () => {
  const { pool } = await filledPool({ size: 3, minSize: 3, embedder })
  await expect(pool.search('docs', 'exit')).rejects.toBeInstanceOf(WorkerCrashedError)
  await until(() => pool.stats().idle === 3)
  expect(pool.stats()).toMatchObject({ replaced: 1, created: 4, retries: 0 })
})

it('kills a worker in an infinite loop 250 ms after the deadline, and its neighbours go on', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2, embedder })
  const events = recorded(pool)
  const hung = pool.search('docs', 'spin', { timeoutMs: 300 })
  const rejected = expect(hung).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', phase: 'request' })
  let answered = 0
  while (events.named('worker:replaced').length === 0) {
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    answered++
  }
  await rejected
  expect(answered).toBeGreaterThan(10)
  expect(events.named('worker:replaced')).toMatchObject([{ forced: false }])
  await until(() => pool.stats().idle === 2)
  expect(pool.stats()).toMatchObject({ created: 3, replaced: 1 })
})

it('lets a worker that computes finish when its caller has left before the deadline', async () => {
  const { pool } = await filledPool({ size: 1, embedder })
  const abort = new AbortController()
  const left = pool.search('docs', 'compute 800', { signal: abort.signal, timeoutMs: 5_000 })
  await until(() => pool.stats().workers[0]?.condition === 'computing')
  abort.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('does not end a thread while a native model computes in it, past the deadline or at close', async () => {
  const native = { ...embedder, options: { native: '@napi-rs/nice' } }
  const { pool } = await filledPool({ size: 1, embedder: native })
  const events = recorded(pool)
  await expect(pool.search('docs', 'compute 1000', { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
  })
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(events.named('worker:replaced')).toEqual([])
  const late = pool.search('docs', 'compute 1000')
  const rejected = expect(late).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  await until(() => pool.stats().workers[0]?.condition === 'computing')
  const computing = performance.now()
  await pool.close({ timeoutMs: 100 })
  await rejected
  // Its thread had to compute to its end first.
  expect(performance.now() - computing).toBeGreaterThan(700)
})

it('survives a worker that fills its heap with many small objects', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2, embedder, resourceLimits: { maxOldGenerationSizeMb: 48 } })
  const full = pool.search('docs', 'objects')
  await expect(full).rejects.toBeInstanceOf(WorkerCrashedError)
  await expect(full).rejects.toThrow(/memory/)
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  await until(() => pool.stats().idle === 2)
})

it('fails only the call whose input or result cannot cross to or from a thread', async () => {
  const { pool } = await filledPool({ size: 1, embedder })
  const input = pool.client.count('docs', { filter: { must: [() => {}] } } as never)
  const result = pool.search('docs', 'uncloneable')
  const good = pool.client.count('docs')
  await expect(input).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'not-sent' })
  await expect(result).rejects.toThrow('a fact that cannot cross')
  expect(await good).toEqual({ count: 3 })
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('says it is degraded while threads end faster than restarting them is worth, and serves others meanwhile', async () => {
  const { pool } = await filledPool({ size: 2, minSize: 2, embedder })
  const events = recorded(pool)
  for (let turn = 0; events.named('degraded').length === 0; turn++) {
    expect(turn).toBeLessThan(20)
    await expect(pool.search('docs', 'exit')).rejects.toBeInstanceOf(WorkerCrashedError)
  }
  expect(events.named('degraded')).toMatchObject([{ cause: { message: expect.stringContaining('ended') } }])
  expect(events.named('worker:replaced')).toHaveLength(11)
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
})
