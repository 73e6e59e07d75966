import { basename, dirname } from 'node:path'
import { QdrantClient } from '../../src/base/qdrant-client.ts'
import { MODEL } from '../../test/model/model.ts'
import { findLibrary } from './model.ts'

interface Tensor {
  tolist(): number[][]
}
type Extract = (texts: readonly string[], options: { pooling: string; normalize: boolean }) => Promise<Tensor>
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  pipeline(task: string, model: string, options: { dtype: string }): Promise<Extract & { dispose(): Promise<void> }>
}

/** What a program without the pool does: the model on the main thread, with its default threads, then the client. */
export interface MainThreadPeer {
  ingest(collection: string, texts: readonly string[], batchSize: number): Promise<void>
  close(): Promise<void>
}

export async function openMainThreadPeer(url: string): Promise<MainThreadPeer> {
  const client = new QdrantClient({ url, checkCompatibility: false })
  const { env, pipeline } = (await import(findLibrary())) as Library
  env.allowRemoteModels = false
  env.localModelPath = dirname(MODEL)
  const extract = await pipeline('feature-extraction', basename(MODEL), { dtype: 'q8' })
  await extract(['a text to warm up with'], { pooling: 'mean', normalize: true })
  return {
    async ingest(collection, texts, batchSize) {
      for (let start = 0; start < texts.length; start += batchSize) {
        const batch = texts.slice(start, start + batchSize)
        const vectors = (await extract(batch, { pooling: 'mean', normalize: true })).tolist()
        const points = batch.map((text, index) => ({
          id: start + index,
          vector: vectors[index] as number[],
          payload: { text },
        }))
        await client.upsert(collection, { wait: true, points })
      }
    },
    close: () => extract.dispose(),
  }
}
