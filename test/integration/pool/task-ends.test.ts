import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hashing, type Pool, WorkerCrashedError } from '../../../src/index.ts'
import { recorded } from '../../support/events.ts'
import { filledPool } from '../../support/local-pool.ts'
import { proxiedPool } from '../../support/proxied-pool.ts'
import { CLIENT_REFUSED, EMBED_REFUSED, SEEN_ABORT, WAITS } from '../../support/tasks.ts'
import { until } from '../../support/until.ts'

type Tasks = typeof import('../../support/tasks.ts')

const MODULE = new URL('../../support/tasks.ts', import.meta.url)
const tasks = (pool: Pool) => pool.task<Tasks>(MODULE)

/** Memory in which a task that nobody waits for tells what becomes of it. */
function newFlags() {
  const flags = new Int32Array(new SharedArrayBuffer(16))
  return { flags, marked: (index: number) => until(() => Atomics.load(flags, index) === 1) }
}

describe('a task that nobody waits for any more', () => {
  it.each(['deadline', 'signal'])('hears of it and reaches the server no more, by its %s', async (by) => {
    const { pool, server } = await filledPool({ size: 1, embedder: hashing() })
    const { flags, marked } = newFlags()
    const abort = new AbortController()
    // Its module is loaded before: a deadline that passes meanwhile lets nothing begin.
    await tasks(pool).run(1)
    const options = by === 'deadline' ? { timeoutMs: 1_000 } : { signal: abort.signal }
    const left = tasks(pool).call('leftBehind', flags, options)
    left.catch(() => {})
    await marked(WAITS)
    expect(pool.stats().workers[0]?.condition).toBe('computing')
    if (by === 'signal') abort.abort(new RangeError('enough'))
    await expect(left).rejects.toMatchObject(by === 'deadline' ? { code: 'DEADLINE_EXCEEDED' } : { message: 'enough' })
    await marked(SEEN_ABORT)
    await marked(CLIENT_REFUSED)
    await marked(EMBED_REFUSED)
    // It hangs there still: the worker is free all the same, on the same connection.
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
    expect(await server.connections()).toMatchObject({ peak: 1 })
  })

  it('has its request ended, and the next call gets an answer', async () => {
    const { pool, proxy } = await proxiedPool({ size: 1 })
    proxy.fault = { kind: 'blackhole' }
    const stuck = tasks(pool).call('countsOn', 'docs', { timeoutMs: 200 })
    await expect(stuck).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', phase: 'request', outcome: 'unknown' })
    proxy.fault = { kind: 'none' }
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
    expect(proxy.peakOpen).toBe(1)
  })

  it('is ended with its thread where it blocks it, and the pool works on', async () => {
    const { pool } = await filledPool({ size: 1 })
    const events = recorded(pool)
    await tasks(pool).run(1)
    await expect(tasks(pool).call('spin', undefined, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      outcome: 'unknown',
    })
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    expect(await tasks(pool).run('again')).toBe('again')
    expect(events.named('worker:replaced')).toHaveLength(1)
  })

  it('hears of the close of its pool', async () => {
    const { pool } = await filledPool({ size: 1, embedder: hashing() })
    const { flags, marked } = newFlags()
    const left = tasks(pool).call('leftBehind', flags)
    const rejected = expect(left).rejects.toMatchObject({ code: 'POOL_CLOSED', outcome: 'unknown' })
    await marked(WAITS)
    await pool.close({ timeoutMs: 50 })
    await rejected
    await marked(SEEN_ABORT)
  })

  it('is waited for by the close of its pool while it has time', async () => {
    const { pool } = await filledPool({ size: 1 })
    const done = tasks(pool).call('countsOn', 'docs')
    await Promise.all([expect(done).resolves.toEqual({ count: 3 }), pool.close()])
  })
})

describe('a task that goes wrong', () => {
  it('fails with what it threw', async () => {
    const { pool } = await filledPool({ size: 1 })
    const failed = tasks(pool).call('throws')
    await expect(failed).rejects.toMatchObject({ name: 'RangeError', message: 'the task refuses' })
    await expect(failed).rejects.toHaveProperty('stack', expect.stringContaining('tasks.ts'))
    expect(pool.stats()).toMatchObject({ retries: 0, operations: { task: { count: 1, errors: 1 } } })
  })

  it('fails as a crash that may have done anything where it throws beside its promise', async () => {
    const { pool } = await filledPool({ size: 1 })
    const events = recorded(pool)
    const failed = tasks(pool).call('strays')
    await expect(failed).rejects.toBeInstanceOf(WorkerCrashedError)
    await expect(failed).rejects.toMatchObject({ outcome: 'unknown', cause: { message: 'a stray throw' } })
    await until(() => events.named('worker:retired').length === 1)
    expect(await tasks(pool).run('again')).toBe('again')
  })

  it('fails no call with what it throws after it is done, but its worker retires', async () => {
    const { pool } = await filledPool({ size: 1 })
    const events = recorded(pool)
    expect(await tasks(pool).call('straysLater')).toBe('done')
    while (events.named('worker:stray-error').length === 0)
      expect(await pool.client.count('docs')).toEqual({ count: 3 })
    await until(() => events.named('worker:retired').length === 1)
    expect(events.named('worker:retired')).toMatchObject([{ reason: 'stray-error' }])
  })

  it('is not run again where its thread ended, and says what is gone', async () => {
    const { pool } = await filledPool({ size: 2, minSize: 2 })
    await expect(tasks(pool).call('ends')).rejects.toMatchObject({ code: 'WORKER_CRASHED', outcome: 'unknown' })
    const bytes = new Uint8Array(8)
    const lost = pool.task(MODULE).call('ends', bytes, { transfer: [bytes.buffer] })
    await expect(lost).rejects.toThrow('what had been moved to it is gone')
    await until(() => pool.stats().idle === 2)
    expect(pool.stats()).toMatchObject({ replaced: 2, retries: 0 })
  })

  it('fails where its result cannot cross, and its worker lives on', async () => {
    const { pool } = await filledPool({ size: 1 })
    await expect(tasks(pool).call('uncloneable')).rejects.toThrow('could not be cloned')
    expect(await pool.client.count('docs')).toEqual({ count: 3 })
    expect(pool.stats()).toMatchObject({ created: 1, replaced: 0 })
  })

  it('names the functions that its module has, where it has no such one', async () => {
    const { pool } = await filledPool({ size: 1 })
    await expect(pool.task(MODULE).call('rank', 1)).rejects.toThrow(/a function `rank`; its functions are: .*rerank/)
  })

  it('fails with the error of its module, which is loaded once it is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tasks-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'late.mjs')
    const { pool } = await filledPool({ size: 1 })
    const late = pool.task<{ run(input: number): number }>(pathToFileURL(file).href)
    await expect(late.run(1)).rejects.toThrow('late.mjs')
    await writeFile(join(folder, 'draft.mjs'), 'export const run = (input) => input + 1')
    await copyFile(join(folder, 'draft.mjs'), file)
    expect(await late.run(1)).toBe(2)
  })

  it('is told that there is no embedder where there is none', async () => {
    const { pool } = await filledPool({ size: 1 })
    const failed = tasks(pool).call('rerank', { text: 'a', limit: 1 })
    await expect(failed).rejects.toThrow("this needs the pool's option `embedder`")
  })
})
