import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../../bench/dataset.ts'
import type { IngestOptions, Pool } from '../../../src/index.ts'
import { contentOf, type IngestSetUp, records, setUpIngest } from '../../support/ingest-set-up.ts'
import { vectorOf } from '../../support/logging-embedder.ts'

type Records = ReturnType<typeof records>

/** Ends an ingest when so many records are stored; what is under way then may be stored or not. */
async function breakOff(pool: Pool, source: Iterable<unknown>, at: number, options: IngestOptions): Promise<void> {
  const abort = new AbortController()
  const onProgress = ({ stored }: { stored: number }) => stored >= at && abort.abort(new Error('broken off'))
  const ingest = pool.ingest('docs', source as Records, { ...options, signal: abort.signal, onProgress })
  await expect(ingest).rejects.toThrow('broken off')
}

function expectContent(content: Awaited<ReturnType<typeof contentOf>>, source: Records, model = 0): void {
  expect(content).toEqual(
    source.map(({ id, text, payload }) => ({
      id,
      payload: { ...payload, text },
      vector: Array.from(vectorOf(text, model), (value) => expect.closeTo(value, 5)),
    })),
  )
}

const optionsOf = ({ checkpoint }: IngestSetUp) => ({ checkpoint, createCollection: true, batchSize: 8 })

describe('an ingest with a checkpoint', () => {
  it('goes on where it stopped, as often as it is broken off, and embeds nothing twice', async () => {
    const seed = Date.now() % 2 ** 31
    console.log(`seed ${seed}`)
    const random = seeded(seed)
    const setUp = await setUpIngest()
    const source = records(400)
    let stored = 0
    while (stored < 350) {
      stored += Math.floor(random() * 60)
      if (stored > 0) await breakOff(setUp.pool, source, Math.min(stored, 392), optionsOf(setUp))
    }
    const before = setUp.embedded().length
    const there = (await contentOf(setUp.pool, 'docs')).length
    const report = await setUp.pool.ingest('docs', source, optionsOf(setUp))
    expect(report).toMatchObject({ read: 400, stored: 400, embedded: 400 - there, skipped: there })
    expect(setUp.embedded().length - before).toBe(400 - there)
    expectContent(await contentOf(setUp.pool, 'docs'), source)
  })

  it('embeds only what has changed when it is run again after its end', async () => {
    const setUp = await setUpIngest()
    await setUp.pool.ingest('docs', records(100), optionsOf(setUp))
    const changed = records(110, (index) => (index === 30 ? ' is another one' : ''))
    const report = await setUp.pool.ingest('docs', changed, optionsOf(setUp))
    expect(report).toMatchObject({ stored: 110, embedded: 11, skipped: 99 })
    expectContent(await contentOf(setUp.pool, 'docs'), changed)
    expect(await setUp.pool.ingest('docs', changed, optionsOf(setUp))).toMatchObject({
      embedded: 0,
      skipped: 110,
      batches: 0,
    })
  })

  it('embeds again what was deleted since', async () => {
    const setUp = await setUpIngest()
    await setUp.pool.ingest('docs', records(50), optionsOf(setUp))
    await setUp.pool.client.delete('docs', { points: [3, 4] })
    expect(await setUp.pool.ingest('docs', records(50), optionsOf(setUp))).toMatchObject({ embedded: 2, skipped: 48 })
    await setUp.pool.client.deleteCollection('docs')
    expect(await setUp.pool.ingest('docs', records(50), optionsOf(setUp))).toMatchObject({
      embedded: 50,
      created: true,
    })
  })

  it('embeds everything again where a broken-off run finds its collection gone', async () => {
    const setUp = await setUpIngest()
    await breakOff(setUp.pool, records(100), 40, optionsOf(setUp))
    await setUp.pool.client.deleteCollection('docs')
    expect(await setUp.pool.ingest('docs', records(100), optionsOf(setUp))).toMatchObject({
      embedded: 100,
      created: true,
    })
    expectContent(await contentOf(setUp.pool, 'docs'), records(100))
  })

  it('embeds everything again with another model, also where that run is broken off', async () => {
    const setUp = await setUpIngest()
    const source = records(100)
    await setUp.pool.ingest('docs', source, optionsOf(setUp))
    const other = await setUp.another({ model: 5 })
    await breakOff(other, source, 50, optionsOf(setUp))
    const report = await other.ingest('docs', source, optionsOf(setUp))
    expect(report.stored).toBe(100)
    expect(report.embedded).toBeGreaterThanOrEqual(100 - 80)
    expectContent(await contentOf(other, 'docs'), source, 5)
  })

  it('does not take points for its own that stood there before it began', async () => {
    const setUp = await setUpIngest()
    const source = records(60)
    await (await setUp.another({ model: 9 })).ingest('docs', source, { createCollection: true })
    await breakOff(setUp.pool, source, 30, optionsOf(setUp))
    await setUp.pool.ingest('docs', source, optionsOf(setUp))
    expectContent(await contentOf(setUp.pool, 'docs'), source)
  })

  it('embeds new points of a collection that was filled before only once, too', async () => {
    const setUp = await setUpIngest()
    await setUp.pool.ingest('docs', [{ id: 5_000, text: 'somebody else’s' }], { createCollection: true })
    const source = records(80)
    await breakOff(setUp.pool, source, 24, optionsOf(setUp))
    const there = (await contentOf(setUp.pool, 'docs')).length - 1
    expect(await setUp.pool.ingest('docs', source, optionsOf(setUp))).toMatchObject({ embedded: 80 - there })
  })

  it('embeds new points of a filled collection only once also where it is broken off before anything is remembered', async () => {
    const setUp = await setUpIngest()
    await setUp.pool.ingest('docs', [{ id: 5_000, text: 'somebody else’s' }], { createCollection: true })
    const source = records(24)
    await breakOff(setUp.pool, source, 8, optionsOf(setUp))
    // What the process would leave that ends after its points were stored and before it could say so, twice.
    const kept = readFileSync(setUp.checkpoint, 'utf8')
      .split('\n')
      .filter((line) => !line.includes('"done"'))
      .join('\n')
    writeFileSync(setUp.checkpoint, kept)
    const there = (await contentOf(setUp.pool, 'docs')).length - 1
    const broken = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('broken off at once')) }) }
    await expect(setUp.pool.ingest('docs', broken, optionsOf(setUp))).rejects.toThrow('broken off at once')
    expect(await setUp.pool.ingest('docs', source, optionsOf(setUp))).toMatchObject({ embedded: 24 - there })
  })

  it('stores the last record of an id also where it is broken off between two of them', async () => {
    const setUp = await setUpIngest()
    const source = Array.from({ length: 120 }, (_, index) => ({ id: index % 5, text: `record ${index}` }))
    for (const at of [8, 30, 60, 90]) await breakOff(setUp.pool, source, at, { ...optionsOf(setUp), batchSize: 3 })
    await setUp.pool.ingest('docs', source, { ...optionsOf(setUp), batchSize: 3 })
    const content = await contentOf(setUp.pool, 'docs')
    expect(content.map(({ payload }) => payload)).toEqual(
      [115, 116, 117, 118, 119].map((index) => ({ text: `record ${index}` })),
    )
  })

  it('finds its way in a source that was changed after it was broken off', async () => {
    const setUp = await setUpIngest()
    await breakOff(setUp.pool, records(200), 100, optionsOf(setUp))
    const changed = [{ id: 900, text: 'record new', payload: { index: 900 } }, ...records(200)]
    const report = await setUp.pool.ingest('docs', changed, optionsOf(setUp))
    expect(report).toMatchObject({ stored: 201 })
    expect(report.skipped).toBeGreaterThanOrEqual(100)
    const content = await contentOf(setUp.pool, 'docs')
    expect(content.map(({ id }) => id)).toEqual([...records(200).map(({ id }) => id), 900])
  })

  it('sets aside every bad record once, however often it is broken off', async () => {
    const setUp = await setUpIngest()
    const source = records(200).map((record, index) => (index % 20 === 7 ? { id: record.id } : record))
    const options = { ...optionsOf(setUp), deadLetter: setUp.deadLetter }
    for (const at of [10, 60, 110, 150]) await breakOff(setUp.pool, source, at, options)
    expect(await setUp.pool.ingest('docs', source as Records, options)).toMatchObject({ stored: 190, failed: 10 })
    const lines = readFileSync(setUp.deadLetter, 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).at)).toEqual(
      Array.from({ length: 10 }, (_, index) => `record ${index * 20 + 8}`),
    )
  })

  it('reads a checkpoint that ends in the middle of any line', async () => {
    const setUp = await setUpIngest()
    const source = records(40)
    await breakOff(setUp.pool, source, 24, optionsOf(setUp))
    const whole = readFileSync(setUp.checkpoint)
    const lengths = Array.from({ length: 12 }, (_, index) => Math.floor((whole.length * index) / 12))
    for (const length of [...lengths, 1, whole.length - 1]) {
      writeFileSync(setUp.checkpoint, whole.subarray(0, length))
      const report = await setUp.pool.ingest('docs', source, optionsOf(setUp))
      expect(report.stored, `cut at ${length} of ${whole.length}`).toBe(40)
    }
    expectContent(await contentOf(setUp.pool, 'docs'), source)
  })

  it('leaves a file alone that is no checkpoint', async () => {
    const setUp = await setUpIngest()
    for (const text of [
      'a diary\n',
      'a diary without a line break',
      '{"checkpoint":"of another program","version":1}\n',
    ]) {
      writeFileSync(setUp.checkpoint, text)
      await expect(setUp.pool.ingest('docs', records(1), optionsOf(setUp))).rejects.toThrow(
        'is no checkpoint of an ingest',
      )
      expect(readFileSync(setUp.checkpoint, 'utf8')).toBe(text)
    }
    const missing = { ...optionsOf(setUp), checkpoint: `${setUp.folder}/no/such/folder` }
    await expect(setUp.pool.ingest('docs', records(1), missing)).rejects.toThrow('cannot be written')
  })

  it('holds no key of the embedder', async () => {
    const setUp = await setUpIngest()
    await setUp.pool.ingest('docs', records(2), optionsOf(setUp))
    expect(readFileSync(setUp.checkpoint, 'utf8')).not.toContain('embedded.log')
  })
})
