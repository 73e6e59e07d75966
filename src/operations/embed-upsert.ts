import type { SparseRow, TextOperation } from './operation.ts'
import { upsert } from './upsert.ts'

/**
 * A point on its way to a worker: its text is embedded there and kept in the payload under `textKey`. One that has a
 * vector is stored as it is.
 */
export interface TextPoint {
  readonly id: string | number | bigint
  readonly text?: string
  readonly vector?: unknown
  readonly payload: Readonly<Record<string, unknown>>
}

export interface EmbedUpsertParams {
  readonly points: readonly TextPoint[]
  readonly textKey: string
  readonly vectorName?: string | undefined
  /** The words of each text are stored as a sparse vector of this name. */
  readonly sparseVectorName?: string | undefined
}

export const embedUpsert: TextOperation = {
  name: 'embedUpsert',
  access: 'write',
  idempotent: () => true,
  texts: (params) => paramsOf(params).points.flatMap(({ text, vector }) => (isEmbedded(text, vector) ? text : [])),
  sparse: (params) => (paramsOf(params).sparseVectorName === undefined ? undefined : 'document'),
  inner(params, vectors, sparse) {
    const { points, textKey, vectorName, sparseVectorName } = paramsOf(params)
    let row = 0
    const stored = points.map(({ id, text, vector, payload }) => {
      const isOurs = isEmbedded(text, vector)
      const words = isOurs ? sparse?.[row] : undefined
      const dense = isOurs ? vectors[row++] : vector
      return {
        id,
        vector: named(dense, vectorName, words, sparseVectorName),
        payload: withText(payload, textKey, text),
      }
    })
    return { operation: upsert, params: { points: stored } }
  },
}

function isEmbedded(text: string | undefined, vector: unknown): text is string {
  return text !== undefined && vector === undefined
}

function named(
  vector: unknown,
  vectorName: string | undefined,
  words: SparseRow | undefined,
  sparseVectorName: string | undefined,
): unknown {
  // A text without words has nothing that it could be found by.
  if (sparseVectorName !== undefined && words !== undefined && words.indices.length > 0)
    // The vector without a name is called '' beside named ones.
    return { [vectorName ?? '']: vector, [sparseVectorName]: words }
  const isPlain = Array.isArray(vector) || ArrayBuffer.isView(vector)
  return vectorName === undefined || !isPlain ? vector : { [vectorName]: vector }
}

function withText(payload: TextPoint['payload'], textKey: string, text: string | undefined): TextPoint['payload'] {
  return text === undefined ? payload : { ...payload, [textKey]: text }
}

function paramsOf(params: object): EmbedUpsertParams {
  return params as EmbedUpsertParams
}
