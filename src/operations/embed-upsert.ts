import type { TextOperation } from './operation.ts'
import { upsert } from './upsert.ts'

/** A passage on its way to a worker: its text is embedded there and kept in the payload under `textKey`. */
export interface TextPoint {
  readonly id: string | number
  readonly text: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface EmbedUpsertParams {
  readonly points: readonly TextPoint[]
  readonly textKey: string
  readonly vectorName?: string
}

export const embedUpsert: TextOperation = {
  name: 'embedUpsert',
  access: 'write',
  idempotent: () => true,
  texts: (params) => pointsOf(params).map((point) => point.text),
  inner(params, vectors) {
    const { textKey, vectorName } = params as unknown as EmbedUpsertParams
    const points = pointsOf(params).map((point, row) => ({
      id: point.id,
      vector: vectorName === undefined ? vectors[row] : { [vectorName]: vectors[row] },
      payload: { ...point.payload, [textKey]: point.text },
    }))
    return { operation: upsert, params: { points } }
  },
}

function pointsOf(params: object): readonly TextPoint[] {
  return (params as EmbedUpsertParams).points
}
