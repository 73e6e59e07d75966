import { describe, expect, it } from 'vitest'
import { ConfigError, defineEmbedder } from '../../../src/index.ts'
import { openEmbedder } from '../../../src/text/open-embedder.ts'

const moduleOf = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
const open = (code: string) => openEmbedder({ module: moduleOf(code) }, { workers: 3 })

describe('openEmbedder', () => {
  it('embeds a text once before the first call, and tells how many workers there are', async () => {
    const embedder = (await open(`
      export const create = (options, { workers }) => {
        const seen = [workers]
        return { dimension: 2, seen, embed(texts) { seen.push(texts.length); return new Float32Array(2 * texts.length) } }
      }`)) as unknown as { seen: number[] }
    expect(embedder.seen).toEqual([3, 1])
  })

  it('closes an embedder whose vectors are wrong, and tells why', async () => {
    const closed: unknown[] = []
    Object.assign(globalThis, { closedEmbedder: () => closed.push(1) })
    const opening = open(`
      export const create = () => ({ dimension: 3, embed: () => [new Float32Array(2)],
        close() { globalThis.closedEmbedder(); throw new Error('it does not close either') } })`)
    await expect(opening).rejects.toThrow('Expected vector 0 to have 3 numbers, got 2')
    expect(closed).toHaveLength(1)
  })
})

describe('defineEmbedder', () => {
  it('gives back what it is given, and refuses what is no function', () => {
    const create = () => ({ dimension: 1, embed: () => new Float32Array(1) })
    expect(defineEmbedder(create)).toBe(create)
    expect(() => defineEmbedder({} as never)).toThrow(ConfigError)
  })
})
