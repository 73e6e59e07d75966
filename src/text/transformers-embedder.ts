import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import type { CreateContext, Embedder } from './embedder.ts'
import type { TransformersSettings } from './transformers.ts'

/** What is used of @huggingface/transformers 4, which is an optional peer. */
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline(task: 'feature-extraction', model: string, options: object): Promise<Extractor>
}

interface Extractor {
  (texts: readonly string[], options: { pooling: string; normalize: boolean }): Promise<Tensor>
  dispose(): Promise<unknown>
}

interface Tensor {
  readonly data: Float32Array
  readonly dims: readonly number[]
}

/**
 * Makes the embedder that `transformers()` describes; it has checked the options. Each text goes through the model alone: on a
 * processor that is faster than in company (all-MiniLM-L6-v2 in int8 on one thread embeds 55 texts of 500 characters a second
 * one by one, 39 in runs of 8 and 30 in runs of 32; only texts below 60 characters would gain by company), nothing is spent on
 * padding, and a quantized model, which scales its numbers by all that it is given, has one vector for a text, whatever
 * stands beside it.
 */
export async function create(options: unknown, { workers }: CreateContext): Promise<Embedder> {
  const { library, model, folder, pooling, normalize, dtype } = options as TransformersSettings
  const { env, pipeline } = await load(library)
  if (folder !== undefined) {
    env.allowRemoteModels = false
    env.localModelPath = dirname(folder)
  }
  const extract = await pipeline('feature-extraction', folder === undefined ? model : basename(folder), {
    ...(dtype === undefined ? {} : { dtype }),
    device: 'cpu',
    session_options: { intraOpNumThreads: threadsOf(workers), interOpNumThreads: 1 },
  })
  const run = (texts: readonly string[]) => extract(texts, { pooling, normalize })
  const { dims } = await run(['dimension'])
  const dimension = dims.at(-1) ?? 0
  return {
    dimension,
    async embed(texts, { signal }) {
      const rows = new Float32Array(texts.length * dimension)
      for (const [row, text] of texts.entries()) {
        signal?.throwIfAborted()
        rows.set((await run([text])).data, row * dimension)
      }
      return rows
    },
    close: async () => void (await extract.dispose()),
  }
}

/** As many as all workers together have cores: with more they would only take them from each other. */
export function threadsOf(workers: number, cores = availableParallelism()): number {
  return Math.max(1, Math.floor(cores / workers))
}

async function load(url: string): Promise<Library> {
  const module = (await import(url)) as Library & { default?: Library }
  return module.default ?? module
}
