import type { Json, JsonObject } from '../json.ts'
import type { PointVectors, Variant, VectorsInit } from './messages.ts'
import { idJson } from './values.ts'

type Vector = Extract<PointVectors['vectorsOptions'], { case: 'vector' }>['value']
type Input = Extract<Variant, { case: 'nearest' }>['value']

/** The vectors of a point that is written. */
export function vectorsJson(vectors: PointVectors | undefined): Json {
  const option = vectors?.vectorsOptions
  if (option?.case === 'vector') return vectorJson(option.value.vector)
  const named = Object.entries(option?.value?.vectors ?? {})
  return Object.fromEntries(named.map(([name, { vector }]) => [name, vectorJson(vector)]))
}

/** A vector in a query, or the id of the point whose vector it is. */
export function inputJson(input: Input | undefined): Json {
  const variant = input?.variant
  if (variant?.case === undefined) return null
  return variant.case === 'id' ? idJson(variant.value) : vectorJson(variant)
}

function vectorJson(vector: Vector['vector'] | Exclude<Input['variant'], { case: 'id' }>): Json {
  switch (vector.case) {
    case 'dense':
      return vector.value.data
    case 'sparse':
      return { indices: vector.value.indices, values: vector.value.values }
    case 'multiDense':
      return vector.value.vectors.map((row) => row.data)
    case undefined:
      return null
    default:
      // A text, image or object to embed: REST knows it by its model, and refuses it.
      return { model: vector.value.model }
  }
}

type VectorInit = Extract<VectorsInit['vectorsOptions'], { case: 'vector' }>['value']

/** `vector` of an answer: a list of floats or of rows, or an object of named vectors. */
export function vectorsMessage(vector: Json): VectorsInit {
  if (Array.isArray(vector)) return { vectorsOptions: { case: 'vector', value: vectorMessage(vector) } }
  const named = Object.entries(vector as JsonObject).map(([name, value]) => [name, vectorMessage(value)])
  return { vectorsOptions: { case: 'vectors', value: { vectors: Object.fromEntries(named) } } }
}

function vectorMessage(vector: Json): VectorInit {
  if (!Array.isArray(vector)) {
    const { indices, values } = vector as { indices: number[]; values: number[] }
    return { vector: { case: 'sparse', value: { indices, values } } }
  }
  return Array.isArray(vector[0])
    ? { vector: { case: 'multiDense', value: { vectors: (vector as number[][]).map((data) => ({ data })) } } }
    : { vector: { case: 'dense', value: { data: vector as number[] } } }
}
