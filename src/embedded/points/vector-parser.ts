import { invalid, noVariant, unsupported } from '../errors.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { NamedVectors, SparseVector, Vector } from '../vectors/vector.ts'

const MAX_U32 = 2 ** 32 - 1

/** A point's vectors: one unnamed vector or an object of named ones. @throws ApiError 400, 422 or 501 */
export function namedVectors(value: Json | undefined, where: string): NamedVectors {
  if (Array.isArray(value)) return new Map([['', rowsOrFloats(value)]])
  if (!isObject(value)) throw noVariant('VectorStruct')
  refuseInference(value)
  return new Map(Object.entries(value).map(([name, vector]) => [name, parseVector(vector, `${where}.?`)]))
}

export function parseVector(value: Json | undefined, where: string): Vector {
  if (Array.isArray(value)) return positionalSparse(value, where) ?? rowsOrFloats(value)
  if (!isObject(value)) throw noVariant('Vector')
  refuseInference(value)
  return sparse(value.indices, value.values, where)
}

/** Texts and images to embed are objects with a model. */
function refuseInference(value: JsonObject): void {
  if (typeof value.model === 'string') throw unsupported('Inference (a text, image or object in place of a vector)')
}

/**
 * The real server also reads a pair of lists as the indices and values of a sparse vector, so [[1, 0], [0, 1]] is no
 * multivector there; what works here must work there.
 */
function positionalSparse(value: readonly Json[], where: string): SparseVector | undefined {
  const [indices, values] = value
  const isPair = value.length === 2 && Array.isArray(indices) && Array.isArray(values)
  return isPair && indices.every(isIndex) ? sparse(indices, values, where) : undefined
}

function sparse(indices: Json | undefined, values: Json | undefined, where: string): SparseVector {
  if (!Array.isArray(indices) || !Array.isArray(values) || !indices.every(isIndex)) {
    throw noVariant('Vector')
  }
  if (indices.length !== values.length) {
    throw invalid(`${where}.values`, 'Validation error: must be the same length as indices [{}]')
  }
  if (new Set(indices).size < indices.length) {
    throw invalid(`${where}.indices`, 'Validation error: must be unique [{}]')
  }
  return { indices, values: floats(values) }
}

function rowsOrFloats(value: Json[]): Vector {
  return Array.isArray(value[0]) ? value.map((row) => floats(row)) : floats(value)
}

function floats(value: Json): number[] {
  if (!Array.isArray(value)) throw noVariant('VectorStruct')
  if (value.every((item) => typeof item === 'number')) return value
  if (value.every((item) => typeof item === 'number' || typeof item === 'bigint')) return value.map(Number)
  throw noVariant('VectorStruct')
}

function isIndex(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_U32
}
