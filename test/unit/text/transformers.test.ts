import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, transformers } from '../../../src/index.ts'
import { loadEmbedder } from '../../../src/text/load-embedder.ts'
import { threadsOf } from '../../../src/text/transformers-embedder.ts'
import { tempFolder } from '../../support/temp-folder.ts'

// A stand-in for the library, which is not installed here: it tells what it was asked for. test/model has the real one.
const LIBRARY = `
exports.env = {}
exports.asked = []
exports.pipeline = async (task, model, options) => {
  const asked = { task, model, options, env: { ...exports.env }, runs: [], disposed: false }
  exports.asked.push(asked)
  globalThis.askedOfTransformers = asked
  return Object.assign(async (texts, how) => {
    asked.runs.push({ texts, how })
    return { dims: [texts.length, 2], data: Float32Array.from(texts.flatMap((text) => [text.length, 1])) }
  }, { dispose: async () => { asked.disposed = true } })
}`

let before: string
beforeEach(() => {
  before = process.cwd()
})
afterEach(() => process.chdir(before))

/** Works in a folder in which the library seems to be installed. */
function installed(files: Record<string, string> = {}): string {
  const folder = tempFolder({
    'node_modules/@huggingface/transformers/package.json': '{"main":"index.cjs"}',
    'node_modules/@huggingface/transformers/index.cjs': LIBRARY,
    ...files,
  })
  process.chdir(folder)
  return process.cwd()
}

describe('transformers', () => {
  it('names what is missing, and how to get it', () => {
    process.chdir(tempFolder())
    expect(() => transformers('some/model')).toThrow(
      'transformers() needs @huggingface/transformers, which is not installed',
    )
    expect(() => transformers('some/model')).toThrow(ConfigError)
  })

  it('takes a name without an owner for one of those converted for the library', () => {
    installed()
    expect(transformers('all-MiniLM-L6-v2').options).toMatchObject({
      model: 'Xenova/all-MiniLM-L6-v2',
      dtype: undefined,
    })
    expect(transformers('owner/other', { dtype: 'q8' }).options).toMatchObject({ model: 'owner/other', dtype: 'q8' })
  })

  it('takes a folder by its path and by its URL, and the weights that it has', () => {
    const folder = installed({ 'models/mine/config.json': '{}', 'models/mine/onnx/model_quantized.onnx': '' })
    const mine = join(folder, 'models/mine')
    for (const model of ['models/mine', './models/mine/', mine, pathToFileURL(mine)])
      expect(transformers(model).options).toMatchObject({ folder: mine, dtype: 'q8' })
    mkdirSync(join(mine, 'empty'))
    expect(() => transformers('./models/other')).toThrow('it has no config.json')
    writeFileSync(join(mine, 'onnx/model.onnx'), '')
    expect(transformers(mine).options).toMatchObject({ dtype: 'fp32' })
  })

  it('runs each text alone, so that its vector does not depend on its company, and shares the cores out', async () => {
    const folder = installed({ 'mine/config.json': '{}' })
    const embedder = await loadEmbedder(transformers('mine', { pooling: 'cls', normalize: false }), { workers: 1_000 })
    const asked = (
      globalThis as unknown as { askedOfTransformers: Record<string, unknown> & { runs: { texts: string[] }[] } }
    ).askedOfTransformers
    expect(asked).toMatchObject({
      task: 'feature-extraction',
      model: 'mine',
      options: { device: 'cpu', session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 } },
      env: { allowRemoteModels: false, localModelPath: folder },
    })
    asked.runs.length = 0
    const texts = ['x'.repeat(300), 'bb', 'x'.repeat(100), 'a', 'ccc']
    const rows = await embedder.embed(texts, {})
    expect(rows).toEqual(Float32Array.from(texts.flatMap(({ length }) => [length, 1])))
    expect(asked.runs.map(({ texts: some }) => some.length)).toEqual([1, 1, 1, 1, 1])
    expect(asked.runs).toMatchObject(
      texts.map((text) => ({ texts: [text], how: { pooling: 'cls', normalize: false } })),
    )
    await embedder.close?.()
    expect(asked).toMatchObject({ disposed: true })
  })

  it.each([
    [{ pooling: 'max' }, "expected `pooling` to be 'mean', 'cls', 'last_token', got \"max\""],
    [{ normalize: 1 }, 'expected `normalize` to be true or false, got 1'],
    [{ dtype: '' }, 'expected `dtype` to be a name, got ""'],
    [{ quantized: true }, 'unknown option `quantized`'],
  ])('refuses the options %j', (options, message) => {
    installed()
    expect(() => transformers('some/model', options as never)).toThrow(message)
  })

  it.each([
    [1, 8, 8],
    [3, 8, 2],
    [5, 2, 1],
  ])('gives each of %i workers on %i cores %i threads', (workers, cores, threads) => {
    expect(threadsOf(workers, cores)).toBe(threads)
  })
})
