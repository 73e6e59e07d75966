import { randomVector, seeded } from '../dataset.ts'
import type { Shape } from './shape.ts'

/** Different keywords in the field `group`. */
export const GROUPS = 10
const BATCHES = 20
const QUERIES = 100

/** The same points as each client takes them; their ids are given anew in every call. */
export interface Batch {
  /** Row by row, `batch` x `ingestDimension`. */
  readonly vectors: Float32Array
  readonly rows: readonly Float32Array[]
  readonly lists: readonly number[][]
  readonly payloads: readonly { readonly group: string }[]
}

export interface Data {
  readonly shape: Shape
  readonly queries: readonly number[][]
  readonly batches: readonly Batch[]
}

/** Spelled as bfb spells the keywords of its points and filters. */
export function groupOf(id: number): string {
  return `keyword_${id % GROUPS}`
}

/** `a` is `group` under the name that bfb gives its keyword: all peers filter and fetch the same points. */
export function payloadOf(id: number): Record<string, unknown> {
  return { title: `document ${id}`, group: groupOf(id), a: groupOf(id) }
}

export function prepareData(shape: Shape): Data {
  const random = seeded(2)
  return {
    shape,
    queries: Array.from({ length: QUERIES }, () => randomVector(random, shape.dimension)),
    batches: Array.from({ length: BATCHES }, () => batchOf(shape, random)),
  }
}

function batchOf({ batch, ingestDimension }: Shape, random: () => number): Batch {
  // Multiples of 2^-10 are the same decimal text as floats and as doubles, about as long as an embedding API's: whoever
  // sends JSON sends the same bytes.
  const vectors = Float32Array.from({ length: batch * ingestDimension }, () => Math.floor(random() * 2048) / 1024 - 1)
  const rows = Array.from({ length: batch }, (_, row) =>
    vectors.slice(row * ingestDimension, (row + 1) * ingestDimension),
  )
  const payloads = rows.map((_, row) => ({ group: groupOf(row) }))
  return { vectors, rows, lists: rows.map((row) => Array.from(row)), payloads }
}
