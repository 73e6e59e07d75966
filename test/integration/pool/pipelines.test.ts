import { expect, it } from 'vitest'
import { hashing, WorkerCrashedError } from '../../../src/index.ts'
import { filledPool, localServer } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

const scripted = { embedder: { module: new URL('../../support/embedders.ts', import.meta.url) }, size: 1 }

it('embeds and stores texts, and finds them again', async () => {
  const { pool } = await filledPool({ size: 2, embedder: hashing() })
  await pool.client.createCollection('texts', { vectors: { size: 384, distance: 'Cosine' } })
  const texts = ['a cat sleeps on the sofa', 'compilers turn source code into machine code', 'rain falls in Lima']
  const source = texts.map((text, id) => ({ id, text, payload: { source: `s${id}` } }))
  const seen: number[] = []
  const report = await pool.ingest('texts', source, { batchSize: 2, onProgress: ({ stored }) => seen.push(stored) })
  expect(report).toMatchObject({ read: 3, stored: 3, failed: 0 })
  expect(seen.at(-1)).toBe(3)
  const hits = await pool.search('texts', 'which compiler makes machine code', { limit: 1 })
  expect(hits).toMatchObject([{ id: 1, payload: { text: texts[1], source: 's1' } }])
  const many = await pool.search('texts', ['cat', 'rain in Lima'], { limit: 1, with_payload: false })
  expect(many.map(([hit]) => hit?.id)).toEqual([0, 2])
})

it('makes the id of a text from the text, so that a second ingest adds nothing', async () => {
  const { pool } = await filledPool({ embedder: hashing() })
  await pool.client.createCollection('texts', { vectors: { size: 384, distance: 'Cosine' } })
  const source = async function* () {
    yield { text: 'one' }
    yield { text: 'two' }
  }
  await pool.ingest('texts', source())
  await pool.ingest('texts', source(), { textKey: 'content' })
  expect(await pool.client.count('texts')).toEqual({ count: 2 })
  const { points } = await pool.client.scroll('texts')
  expect(points.map(({ payload }) => payload?.content).sort()).toEqual(['one', 'two'])
})

it('uses the named vector', async () => {
  const { pool } = await filledPool(scripted)
  await pool.client.createCollection('named', { vectors: { body: { size: 4, distance: 'Cosine' } } })
  await pool.ingest('named', [{ id: 1, text: 'aaaa' }], { vectorName: 'body' })
  expect(await pool.search('named', 'aaaa', { vectorName: 'body' })).toMatchObject([{ id: 1 }])
})

it.each([
  ['an item without text', [{ text: 7 }], 'ingest: record 1: expected `text` to be a string, got 7'],
  ['a text that the model refuses', [{ text: 'fine' }, { text: 'throw' }], 'the model refuses'],
])('ends with the first error: %s', async (_name, source, message) => {
  const { pool } = await filledPool(scripted)
  await expect(pool.ingest('docs', source as never, { batchSize: 1 })).rejects.toThrow(message)
  expect(pool.stats()).toMatchObject({ busy: 0 })
})

it('stops reading its source when its signal aborts', async () => {
  const { pool } = await filledPool(scripted)
  const abort = new AbortController()
  let read = 0
  const endless = function* () {
    for (;;) yield { text: `text ${read++}` }
  }
  const ingest = pool.ingest('docs', endless(), {
    batchSize: 10,
    signal: abort.signal,
    onProgress: ({ stored }) => stored >= 50 && abort.abort(new Error('enough')),
  })
  await expect(ingest).rejects.toThrow('enough')
  expect(read).toBeLessThan(200)
})

it('ends at once on abort while its source makes it wait', async () => {
  const { pool } = await filledPool(scripted)
  const abort = new AbortController()
  const silent = async function* () {
    yield { text: 'first' }
    await new Promise(() => {})
  }
  const ingest = pool.ingest('docs', silent(), { signal: abort.signal })
  await until(() => pool.stats().idle === 1)
  abort.abort(new Error('enough'))
  await expect(ingest).rejects.toThrow('enough')
})

it('waits for what is on its way when its source fails, and counts a failing onProgress as no failed item', async () => {
  const { pool } = await filledPool(scripted)
  const failing = async function* () {
    yield { text: 'first' }
    throw new Error('the source broke')
  }
  await expect(pool.ingest('docs', failing(), { batchSize: 1 })).rejects.toThrow('the source broke')
  expect(pool.stats()).toMatchObject({ busy: 0, waiting: 0 })
  const onProgress = () => {
    throw new Error('mine')
  }
  await expect(pool.ingest('docs', [{ text: 'a' }], { onProgress })).rejects.toThrow('mine')
})

it('keeps bigints of a payload', async () => {
  const { pool } = await filledPool(scripted)
  await pool.ingest('docs', [{ id: 77, text: 'a', payload: { big: 2n ** 60n } }])
  expect(await pool.client.retrieve('docs', { ids: [77] })).toMatchObject([{ payload: { big: 2n ** 60n } }])
})

it('frees a worker whose embedder never comes back, and the next call gets it', async () => {
  const { pool } = await filledPool(scripted)
  await expect(pool.search('docs', 'never', { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
})

it('lets an embedder fetch from elsewhere after the worker ran a method of the client', async () => {
  const { pool } = await filledPool(scripted)
  const elsewhere = await localServer()
  await pool.client.getCollections()
  expect(await pool.search('docs', `fetch ${elsewhere.url}/readyz`)).toHaveLength(3)
})

it.each([
  [{ limt: 1 }, 'search: unknown option `limt`'],
  [{ coalesce: false }, 'search: unknown option `coalesce`'],
  [{ timeoutMs: 0 }, 'Expected `timeoutMs` to be a number of ms, more than 0'],
])('refuses the search options %j', async (options, message) => {
  const { pool } = await filledPool(scripted)
  await expect(pool.search('docs', 'a', options as never)).rejects.toThrow(message)
})

it('refuses a search for no text', async () => {
  const { pool } = await filledPool(scripted)
  await expect(pool.search('docs', undefined as never)).rejects.toThrow(
    'search: expected text 0 to be a string, got undefined',
  )
  await expect(pool.ingest('docs', [], { batchsize: 1 } as never)).rejects.toThrow('ingest: unknown option `batchsize`')
})

it('refuses a batch size of 0, and a search without an embedder', async () => {
  const { pool } = await filledPool()
  await expect(pool.ingest('docs', [], { batchSize: 0 })).rejects.toThrow(
    'expected `batchSize` to be a whole number of at least 1, got 0',
  )
  await expect(pool.search('docs', 'x')).rejects.toThrow("this needs the pool's option `embedder`")
})

it('fails only the call under which a thread ended, and replaces the worker', async () => {
  const { pool } = await filledPool(scripted)
  await expect(pool.search('docs', 'exit')).rejects.toBeInstanceOf(WorkerCrashedError)
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  await until(() => pool.stats().idle === 1)
  expect(pool.stats()).toMatchObject({ replaced: 1, created: 2, size: 1 })
})

it('kills a worker that stays silent past the deadline, and the next call gets another', async () => {
  const { pool } = await filledPool(scripted)
  await expect(pool.search('docs', 'spin', { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  expect(await pool.client.count('docs')).toEqual({ count: 3 })
  expect(pool.stats().created).toBe(2)
})
