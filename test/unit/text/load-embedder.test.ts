import { describe, expect, it } from 'vitest'
import { loadEmbedder } from '../../../src/text/load-embedder.ts'

const moduleOf = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
const load = (code: string, options?: unknown) => loadEmbedder({ module: moduleOf(code), options }, { workers: 1 })

describe('loadEmbedder', () => {
  it('makes the embedder with the options of its source', async () => {
    const embedder = await load('export const create = async ({ dimension }) => ({ dimension, embed: () => [] })', {
      dimension: 7,
    })
    expect(embedder.dimension).toBe(7)
  })

  it.each([
    ['a module without create', 'export const make = 1', 'to export a function `create`'],
    [
      'a create that makes nothing',
      'export const create = () => {}',
      'to return { dimension, embed() }, got undefined',
    ],
    ['a create that makes null', 'export const create = () => null', 'to return { dimension, embed() }, got null'],
    ['an embedder that cannot embed', 'export const create = () => ({ dimension: 2 })', 'got an object with dimension'],
    ['a dimension of 0', 'export const create = () => ({ dimension: 0, embed() {} })', 'a positive integer, got 0'],
    [
      'a dimension that is text',
      'export const create = () => ({ dimension: "8", embed() {} })',
      'a positive integer, got 8',
    ],
  ])('refuses %s', async (_what, code, message) => {
    await expect(load(code)).rejects.toThrow(message)
  })

  it('leaves the error of a failing create as it is', async () => {
    await expect(load('export const create = () => { throw new RangeError("no such model") }')).rejects.toThrow(
      'no such model',
    )
  })
})
