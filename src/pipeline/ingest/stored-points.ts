import type { QdrantClient } from '../../base/qdrant-client.ts'
import { type PointId, pointKey } from '../../operations/point-id.ts'
import { canonicalJson } from './canonical-json.ts'
import type { PointEntry } from './entry.ts'

/** The points of a batch that the collection does not hold with this text and payload; those with vectors of their own always. */
export async function notStored(
  client: QdrantClient,
  collection: string,
  points: readonly PointEntry[],
  textKey: string,
): Promise<PointEntry[]> {
  const ids = points.filter(({ point }) => point.vector === undefined).map(({ point }) => point.id)
  if (ids.length === 0) return [...points]
  // The client's types know no id beyond 2^53; the pool sends and reads them.
  const found = await client.retrieve(collection, { ids: ids as number[], with_payload: true, with_vector: false })
  const payloads = new Map(found.map(({ id, payload }) => [pointKey(id as PointId), canonicalJson(payload ?? {})]))
  return points.filter(({ key, point: { text, vector, payload } }) => {
    return vector !== undefined || payloads.get(key) !== canonicalJson({ ...payload, [textKey]: text })
  })
}

/** Whether the collection holds none of these points. */
export async function areNew(
  client: QdrantClient,
  collection: string,
  points: readonly PointEntry[],
): Promise<boolean> {
  const ids = points.map(({ point }) => point.id)
  if (ids.length === 0) return true
  return (
    (await client.retrieve(collection, { ids: ids as number[], with_payload: false, with_vector: false })).length === 0
  )
}
