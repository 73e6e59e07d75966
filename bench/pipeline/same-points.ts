import type { QdrantClient } from '../../src/base/qdrant-client.ts'

export interface Likeness {
  /** Points in each collection. */
  readonly counts: readonly [number, number]
  /** Whether both hold the same ids. */
  readonly sameIds: boolean
  /** Smallest cosine between the two vectors of one id. */
  readonly leastCosine: number
}

/** Compares the points of two collections of at most `most` points each. */
export async function likenessOf(client: QdrantClient, one: string, other: string, most: number): Promise<Likeness> {
  const [left, right] = await Promise.all([vectorsOf(client, one, most), vectorsOf(client, other, most)])
  const sameIds = left.size === right.size && [...left.keys()].every((id) => right.has(id))
  const cosines = [...left].map(([id, vector]) => cosine(vector, right.get(id) ?? []))
  return { counts: [left.size, right.size], sameIds, leastCosine: Math.min(...cosines) }
}

async function vectorsOf(client: QdrantClient, collection: string, most: number): Promise<Map<string, number[]>> {
  const { points } = await client.scroll(collection, { limit: most + 1, with_vector: true, with_payload: false })
  return new Map(points.map(({ id, vector }) => [String(id), vector as number[]]))
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other))
}
