import type { Submit } from '../client/pool-client.ts'
import { type EmbedUpsertParams, embedUpsert } from '../operations/embed-upsert.ts'

/** Stores points, and resolves when they can be read. Vectors alone need no embedder, and so no worker that has it. */
export async function storePoints(submit: Submit, collection: string, params: EmbedUpsertParams): Promise<void> {
  const needsModel = embedUpsert.texts({ ...params }).length > 0
  const sent = needsModel ? { operation: embedUpsert, params: { ...params } } : embedUpsert.inner({ ...params }, [])
  await submit({ operation: sent.operation.name, target: collection, params: sent.params })
}
