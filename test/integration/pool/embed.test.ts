import { describe, expect, it } from 'vitest'
import { DeadlineExceededError, hashing } from '../../../src/index.ts'
import { filledPool } from '../../support/local-pool.ts'
import { until } from '../../support/until.ts'

const scripted = { module: new URL('../../support/embedders.ts', import.meta.url) }

describe('pool.embed', () => {
  it('gives the vectors of many texts in their order, from several workers, and sends nothing to the server', async () => {
    const { pool } = await filledPool({ size: 2, minSize: 2, embedder: scripted })
    const { requests } = pool.stats()
    // A text's length is the first number of its vector; the first batch takes longest.
    const texts = Array.from({ length: 333 }, (_, index) => (index === 5 ? 'pause 100' : 'x'.repeat(index)))
    const vectors = await pool.embed(texts)
    expect(vectors.map(([length]) => length)).toEqual(texts.map(({ length }) => length))
    const { operations, embedding, workers, ...after } = pool.stats()
    expect(operations.embed).toMatchObject({ count: 6, errors: 0 })
    expect(embedding).toMatchObject({ count: 6, texts: 333 })
    expect(after.requests.count).toBe(requests.count)
    expect(workers.map((worker) => worker.operations > 0)).toEqual([true, true])
  })

  it('gives vectors that lie in memory of their own', async () => {
    const { pool } = await filledPool({ embedder: hashing() })
    const [first, second] = await pool.embed(['the same', 'the same'])
    expect(first).toEqual(second)
    expect(first).toBeInstanceOf(Float32Array)
    expect(first?.buffer.byteLength).toBe(384 * 4)
    first?.fill(0)
    expect(second?.some((number) => number !== 0)).toBe(true)
    expect(await pool.embed(['the same'])).toEqual([second])
  })

  it('gives nothing for nothing, and takes the list as it is now', async () => {
    const { pool } = await filledPool({ embedder: scripted })
    expect(await pool.embed([])).toEqual([])
    const texts = ['a', 'bb']
    const vectors = pool.embed(texts)
    texts.push('ccc')
    texts[0] = 'changed'
    expect((await vectors).map(([length]) => length)).toEqual([1, 2])
  })

  it.each([
    ['a text', 'embed: expected a list of texts, got a string: put it in a list'],
    [undefined, 'embed: expected a list of texts, got undefined'],
    [['a', null], 'embed: expected text 1 to be a string, got null'],
    [new Array(1), 'embed: expected text 0 to be a string, got undefined'],
  ])('refuses %j', async (texts, message) => {
    const { pool } = await filledPool({ embedder: scripted })
    await expect(pool.embed(texts as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message })
  })

  it.each([
    [{ coalesce: false }, 'embed: unknown option `coalesce`'],
    [{ timeoutMs: 0 }, 'Expected `timeoutMs` to be a number of ms, more than 0'],
    [{ signal: 7 }, 'Expected `signal` to be an AbortSignal, got number'],
  ])('refuses the options %j, with or without texts', async (options, message) => {
    const { pool } = await filledPool({ embedder: scripted })
    await expect(pool.embed(['a'], options as never)).rejects.toThrow(message)
    await expect(pool.embed([], options as never)).rejects.toThrow(message)
  })

  it('fails with what the model throws, and lets the other batches go', async () => {
    const { pool } = await filledPool({ size: 1, embedder: scripted })
    const texts = Array.from({ length: 640 }, (_, index) => (index === 70 ? 'throw' : 'fine'))
    await expect(pool.embed(texts)).rejects.toMatchObject({ name: 'RangeError', message: 'the model refuses' })
    await until(() => pool.stats().idle === 1)
    expect(pool.stats().embedding.texts).toBeLessThan(640)
    expect((await pool.embed(['again']))[0]?.[0]).toBe(5)
  })

  it('needs an embedder', async () => {
    const { pool } = await filledPool()
    await expect(pool.embed(['a'])).rejects.toThrow("this needs the pool's option `embedder`")
  })

  it('ends with its signal, and its worker is free again', async () => {
    const { pool } = await filledPool({ size: 1, embedder: scripted })
    const abort = new AbortController()
    const vectors = pool.embed(['never'], { signal: abort.signal })
    await until(() => pool.stats().workers[0]?.condition === 'computing')
    abort.abort(new Error('enough'))
    await expect(vectors).rejects.toThrow('enough')
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
  })

  it('has one deadline for all of its texts', async () => {
    const { pool } = await filledPool({ size: 1, embedder: scripted })
    const texts = Array.from({ length: 200 }, (_, index) => (index === 190 ? 'never' : 'fine'))
    const vectors = pool.embed(texts, { timeoutMs: 300 })
    await expect(vectors).rejects.toBeInstanceOf(DeadlineExceededError)
    await expect(vectors).rejects.toThrow('embed of 200 texts was not done within 300 ms')
  })
})
