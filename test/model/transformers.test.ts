import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { transformers } from '../../src/index.ts'
import { embedRows } from '../../src/text/embed-rows.ts'
import { loadEmbedder } from '../../src/text/load-embedder.ts'
import { localServer, poolOn } from '../support/local-pool.ts'
import { cosine } from '../support/text-cosine.ts'
import { DIMENSION, MODEL } from './model.ts'

const TEXTS = [
  'The cat sleeps on the sofa all afternoon.',
  'A compiler translates source code into machine instructions.',
  'It has been raining in Lima since Monday.',
  'ok',
  `A long one: ${'the river runs through the valley and past the old mill, '.repeat(30)}`,
]

/** The library itself, on this thread, each text alone. */
async function byTheLibrary(texts: readonly string[]): Promise<Float32Array[]> {
  const entry = createRequire(join(import.meta.dirname, 'package.json')).resolve('@huggingface/transformers')
  const library = await import(pathToFileURL(entry).href)
  const { env, pipeline } = library.default ?? library
  env.allowRemoteModels = false
  env.localModelPath = join(MODEL, '..')
  const extract = await pipeline('feature-extraction', 'all-MiniLM-L6-v2', { dtype: 'q8' })
  const rows: Float32Array[] = []
  for (const text of texts)
    rows.push(Float32Array.from((await extract([text], { pooling: 'mean', normalize: true })).data))
  await extract.dispose()
  return rows
}

let expected: Float32Array[]
beforeAll(async () => {
  expected = await byTheLibrary(TEXTS)
})

describe('transformers()', () => {
  it('embeds in the workers as the library does on the main thread, in the order of the texts', async () => {
    const pool = await poolOn((await localServer()).url, { size: 2, minSize: 2, embedder: transformers(MODEL) })
    const vectors = await pool.embed(TEXTS)
    expect(vectors.map(({ length }) => length)).toEqual(TEXTS.map(() => DIMENSION))
    for (const [index, vector] of vectors.entries()) {
      expect(cosine(vector, expected[index] as Float32Array)).toBeGreaterThan(0.999)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
    }
  })

  it('finds by meaning what shares no word with the question', async () => {
    const pool = await poolOn((await localServer()).url, { size: 2, embedder: transformers(MODEL) })
    await pool.ingest(
      'meaning',
      TEXTS.map((text, id) => ({ id, text })),
      { createCollection: true },
    )
    const [animal, weather] = await pool.search('meaning', ['a dozing pet', 'bad weather in South America'], {
      limit: 1,
    })
    expect([animal?.[0]?.id, weather?.[0]?.id]).toEqual([0, 2])
  })

  it('takes the weights that a local folder has, and the folder by its URL', async () => {
    const { options } = transformers(pathToFileURL(`${MODEL}/`)) as { options: { dtype: string; folder: string } }
    expect(options).toMatchObject({ dtype: 'q8', folder: MODEL })
  })

  it('pools and scales as it is told', async () => {
    const embedderOf = (options: object) => loadEmbedder(transformers(MODEL, options), { workers: 1 })
    const [plain, cls] = [await embedderOf({ normalize: false }), await embedderOf({ pooling: 'cls' })]
    const [raw = new Float32Array()] = await embedRows(plain, [TEXTS[0] as string])
    expect(Math.hypot(...raw)).not.toBeCloseTo(1, 1)
    expect(cosine(raw, expected[0] as Float32Array)).toBeGreaterThan(0.999)
    const [first = new Float32Array()] = await embedRows(cls, [TEXTS[0] as string])
    expect(cosine(first, expected[0] as Float32Array)).toBeLessThan(0.99)
    await plain.close?.()
    await cls.close?.()
  })

  it('stops between two texts when its signal aborts', async () => {
    const embedder = await loadEmbedder(transformers(MODEL), { workers: 1 })
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('enough')), 50)
    const many = Array.from({ length: 2_000 }, (_, index) => `${TEXTS[1]} ${index} ${TEXTS[2]}`)
    await expect(Promise.resolve(embedder.embed(many, { signal: abort.signal }))).rejects.toThrow('enough')
    await embedder.close?.()
  })

  it('says what is wrong where the folder holds no such weights', async () => {
    const opening = poolOn((await localServer()).url, { size: 1, embedder: transformers(MODEL, { dtype: 'fp16' }) })
    await expect(opening).rejects.toMatchObject({ code: 'E018', message: expect.stringContaining('model_fp16.onnx') })
  })
})
