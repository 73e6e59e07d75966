import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/base/errors.ts'
import { embedRows } from '../../../src/text/embed-rows.ts'
import type { Embedder } from '../../../src/text/embedder.ts'
import { hashing } from '../../../src/text/hashing.ts'
import { loadEmbedder } from '../../../src/text/load-embedder.ts'
import { cosine } from '../../support/text-cosine.ts'

let embedder: Embedder
beforeAll(async () => {
  embedder = await loadEmbedder(hashing(), { workers: 1 })
})
const embed = async (...texts: string[]) => embedRows(embedder, texts)
const near = async (one: string, other: string) => {
  const [a, b] = await embed(one, other)
  return cosine(a ?? [], b ?? [])
}

describe('hashing', () => {
  it('makes finite vectors of length 1, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => {
        const [vector = []] = await embed(text)
        expect(cosine(vector, vector)).toBeCloseTo(1, 4)
      }),
    )
  })

  it('gives a text the same vector alone, among others, and in another embedder', async () => {
    const other = await loadEmbedder(hashing(), { workers: 1 })
    await fc.assert(
      fc.asyncProperty(fc.lorem({ maxCount: 30 }), fc.array(fc.lorem(), { maxLength: 5 }), async (text, before) => {
        const among = (await embed(...before, text)).at(-1)
        expect(among).toEqual((await embedRows(other, [text]))[0])
      }),
    )
  })

  it('gives the vectors that it gave when they were stored', async () => {
    const [vector = new Float32Array()] = await embed('transfer an ArrayBuffer to a worker')
    expect(
      [...vector.entries()].filter(([, value]) => Math.abs(value) > 0.21).map(([index]) => index),
    ).toMatchInlineSnapshot(`
      [
        115,
        268,
        329,
      ]
    `)
  })

  it.each(['', ' ', '!?', '🚀'])('finds a direction for %j, which has no word', async (text) => {
    const [vector = []] = await embed(text)
    expect(cosine(vector, vector)).toBe(1)
  })

  it('brings texts of the same words nearer than texts of other words', async () => {
    const text = 'The pool opens a new connection when every worker is busy.'
    expect(await near(text, 'A pool opened new connections while all of its workers were busy')).toBeGreaterThan(0.7)
    expect(await near(text, 'Bake the bread for forty minutes and let it cool down.')).toBeLessThan(0.2)
  })

  it('finds an identifier by its words, and a misspelt word by its letters', async () => {
    expect(await near('setGlobalDispatcher', 'set the global dispatcher')).toBeGreaterThan(0.8)
    expect(await near('transferable', 'transferrable')).toBeGreaterThan(await near('transferable', 'comfortable'))
    expect(await near('histogram', 'histogramm')).toBeGreaterThan(0.25)
  })

  it('heeds the words that carry the meaning', async () => {
    const question = 'how do I cancel a request'
    expect(await near(question, 'request cancelled')).toBeGreaterThan(await near(question, 'how do I bake a cake'))
  })

  it('lets a word that comes often outweigh the others by little', async () => {
    const often = `${'histogram '.repeat(20)} socket`
    expect(await near('socket', often)).toBeGreaterThan(0.15)
    expect(await near('socket', often)).toBeLessThan(await near('histogram', often))
  })

  it('has the dimension that was asked for', async () => {
    const small = await loadEmbedder(hashing({ dimension: 16 }), { workers: 1 })
    expect((await embedRows(small, ['text']))[0]).toHaveLength(16)
  })

  it.each([0, 15, 65_537, 20.5, Number.NaN])('refuses dimension %s', (dimension) => {
    expect(() => hashing({ dimension })).toThrow(ConfigError)
    expect(() => hashing({ dimension })).toThrow(`an integer from 16 to 65536, got ${dimension}`)
  })
})
