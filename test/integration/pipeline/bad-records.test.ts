import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/base/qdrant-client.ts'
import { QdrantPoolError } from '../../../src/index.ts'
import { contentOf, records, setUpIngest } from '../../support/ingest-set-up.ts'

const letters = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const BAD: readonly (readonly [what: string, record: unknown, reason: string])[] = [
  ['a text that is a number', { id: 7, text: 5 }, 'expected `text` to be a string, got 5'],
  ['neither text nor vector', { id: 7 }, 'it has neither `text` nor `vector`'],
  ['an id that is no id', { id: 'seven', text: 'x' }, 'expected `id` to be a whole number of at least 0 or a UUID'],
  ['a payload that is a list', { id: 7, text: 'x', payload: [] }, 'expected `payload` to be an object'],
  ['a mistyped member', { id: 7, text: 'x', paylod: {} }, 'unknown member `paylod`'],
  ['null', null, 'expected an object { id?, text or vector, payload? }, got null'],
  ['a payload that JSON cannot carry', { id: 7, text: 'x', payload: { n: Number.NaN } }, '`n` is NaN'],
  ['a vector of another length', { id: 7, vector: [1, 2] }, 'dimension'],
  ['a text that the model refuses', { id: 7, text: 'unspeakable' }, 'the model refuses an unspeakable text'],
]

describe('a record that cannot be stored', () => {
  it.each(
    BAD,
  )('is set aside with its place and the reason, and the rest is stored: %s', async (_what, record, reason) => {
    const { pool, deadLetter } = await setUpIngest()
    const source = [...records(20), record, ...records(40).slice(20)]
    const report = await pool.ingest('docs', source as never, { batchSize: 16, createCollection: true, deadLetter })
    expect(report).toMatchObject({ read: 41, stored: 40, failed: 1, failures: [{ at: 'record 21' }] })
    expect(report.failures[0]?.reason).toContain(reason)
    expect(letters(deadLetter)).toMatchObject([{ at: 'record 21', reason: report.failures[0]?.reason }])
    expect((await contentOf(pool, 'docs')).map(({ id }) => id)).toEqual(records(40).map(({ id }) => id))
  })

  it('keeps the line as it stood in the file, where it is no JSON', async () => {
    const { pool, folder, deadLetter } = await setUpIngest()
    const file = join(folder, 'some.jsonl')
    writeFileSync(file, '{"id":1,"text":"record a"}\n{"id":2,"text":\n\n{"id":3,"text":"record c"}\n')
    expect(await pool.ingest('docs', file, { createCollection: true, deadLetter })).toMatchObject({
      stored: 2,
      failed: 1,
    })
    expect(letters(deadLetter)).toMatchObject([{ at: 'some.jsonl:2', record: '{"id":2,"text":' }])
  })

  it('ends the ingest with its own error where nothing was said about failures', async () => {
    const { pool } = await setUpIngest()
    const ingest = (record: unknown) =>
      pool.ingest('docs', [...records(5), record] as never, { createCollection: true })
    await expect(ingest({ id: 1, text: 5 })).rejects.toThrow('ingest: record 6: expected `text` to be a string, got 5')
    await expect(ingest({ id: 1, text: 'unspeakable' })).rejects.toThrow('the model refuses')
    const refused = ingest({ id: 1, vector: [1, 2] })
    await expect(refused).rejects.toBeInstanceOf(ApiError)
    await expect(refused).rejects.toMatchObject({ status: 400 })
  })

  it('ends the ingest once more have failed than are allowed, and those up to there are in the file', async () => {
    const { pool, deadLetter } = await setUpIngest()
    const source = records(100).map((record, index) => (index % 10 === 5 ? { ...record, text: 'unspeakable' } : record))
    const ingest = pool.ingest('docs', source, { batchSize: 5, createCollection: true, deadLetter, maxFailures: 3 })
    await expect(ingest).rejects.toThrow(/ingest: more than 3 records failed; record \d+: the model refuses/)
    await expect(ingest).rejects.toBeInstanceOf(QdrantPoolError)
    expect(letters(deadLetter).map(({ at }) => at)).toEqual(['record 6', 'record 16', 'record 26', 'record 36'])
  })

  it('is not blamed for what makes all of them fail: the first batch ends the ingest', async () => {
    const { pool, deadLetter } = await setUpIngest()
    await pool.client.createCollection('other', { vectors: { size: 7, distance: 'Dot' } })
    const before = pool.stats().operations.embedUpsert?.count ?? 0
    await expect(pool.ingest('other', records(1_000), { batchSize: 8, deadLetter })).rejects.toMatchObject({
      status: 400,
    })
    // One batch of 8 in halves is 15 requests, each of the two beside it as many.
    expect((pool.stats().operations.embedUpsert?.count ?? 0) - before).toBeLessThanOrEqual(45)
    await expect(pool.ingest('missing', records(10), { deadLetter })).rejects.toMatchObject({ status: 404 })
  })

  it('is not blamed for an embedder that fails in the middle: 64 in a row end the ingest, and are tried again', async () => {
    const { pool, deadLetter, checkpoint, another } = await setUpIngest()
    const source = records(400)
    const down = source.map((record, index) => (index < 100 ? record : { ...record, text: `unspeakable ${index}` }))
    const options = { batchSize: 10, createCollection: true, deadLetter, checkpoint }
    await expect(pool.ingest('docs', down, options)).rejects.toThrow('the model refuses')
    expect((await contentOf(pool, 'docs')).length).toBe(100)
    expect(letters(deadLetter).length).toBeLessThanOrEqual(70)
    const report = await (await another())
      .ingest('docs', down.slice(0, 150), { ...options, maxFailures: 1_000 })
      .catch((error: Error) => error.message)
    expect(report).toMatchObject({ stored: 100, failed: 50, skipped: 100 })
    expect(letters(deadLetter)).toHaveLength(50)
  })

  it('starts the file of failures anew with each ingest', async () => {
    const { pool, deadLetter } = await setUpIngest()
    const bad = { id: 1 } as never
    await pool.ingest('docs', [bad, bad, ...records(2)], { createCollection: true, deadLetter })
    expect(letters(deadLetter)).toHaveLength(2)
    await pool.ingest('docs', [bad, ...records(2)], { deadLetter })
    expect(letters(deadLetter)).toHaveLength(1)
  })
})
