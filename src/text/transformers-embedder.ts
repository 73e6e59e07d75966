import { availableParallelism } from 'node:os'
import { basename, dirname } from 'node:path'
import type { CreateContext, Embedder } from './embedder.ts'
import { shortRuns } from './short-runs.ts'
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

/** Makes the embedder that `transformers()` describes; it has checked the options. */
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
      for (const positions of shortRuns(texts)) {
        signal?.throwIfAborted()
        const { data } = await run(positions.map((position) => texts[position] ?? ''))
        positions.forEach((position, row) => {
          rows.set(data.subarray(row * dimension, (row + 1) * dimension), position * dimension)
        })
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
