import type { QdrantClient } from '@qdrant/js-client-rest'

export const POINTS = 2_000
export const DIMENSION = 384

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32), the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Rounded as embeddings are when they are stored as text. */
export function randomVector(random: () => number, dimension = DIMENSION): number[] {
  return Array.from({ length: dimension }, () => Math.round((random() * 2 - 1) * 1e6) / 1e6)
}

export interface FillOptions {
  /** @default POINTS */
  readonly count?: number
  /** @default DIMENSION */
  readonly dimension?: number
  readonly payloadOf?: (id: number) => Record<string, unknown>
  readonly signal?: AbortSignal
}

/** A collection of random vectors, each with a small payload. */
export async function fillCollection(
  client: QdrantClient,
  name: string,
  {
    count = POINTS,
    dimension = DIMENSION,
    payloadOf = (id) => ({ title: `document ${id}`, group: id % 10 }),
    signal,
  }: FillOptions = {},
): Promise<void> {
  const random = seeded(1)
  await client.createCollection(name, { vectors: { size: dimension, distance: 'Cosine' } })
  for (let from = 0; from < count; from += 200) {
    signal?.throwIfAborted()
    const points = Array.from({ length: Math.min(200, count - from) }, (_, index) => ({
      id: from + index,
      vector: randomVector(random, dimension),
      payload: payloadOf(from + index),
    }))
    await client.upsert(name, { points })
  }
}
