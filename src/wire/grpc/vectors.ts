import { MOST_FLOAT } from '../../base/most-float.ts'
import { isNumbers } from '../../base/number-lists.ts'
import type { DenseInit, SparseInit, VectorInit, VectorInputInit, Vectors, VectorsInit } from './messages.ts'
import { membersOf, NoGrpcForm, plainObject } from './no-grpc-form.ts'
import { packedFloats } from './packed-floats.ts'

const MOST_INDEX = 2 ** 32 - 1

type Floats = readonly number[] | Float32Array
type Named = Extract<VectorsInit['vectorsOptions'], { case: 'vectors' }>['value']

/** The vectors of a point that is written: one without a name, or named ones. @throws NoGrpcForm */
export function toVectors(value: unknown): VectorsInit {
  if (isFloats(value)) return { vectorsOptions: { case: 'vector', value: toVector(value) } }
  const named = Object.entries(plainObject(value)).flatMap(([name, vector]) =>
    vector === undefined ? [] : [[name, toVector(vector)] as const],
  )
  return { vectorsOptions: { case: 'vectors', value: { vectors: Object.fromEntries(named) } satisfies Named } }
}

function toVector(value: unknown): VectorInit {
  return { vector: vectorOf(value) }
}

/** A vector in a query. @throws NoGrpcForm */
export function toVectorInput(value: unknown): VectorInputInit {
  return { variant: vectorOf(value) }
}

function vectorOf(value: unknown) {
  if (!isFloats(value)) return { case: 'sparse', value: toSparse(value) } as const
  if (!Array.isArray(value) || !isFloats(value[0])) return { case: 'dense', value: toDense(value) } as const
  // REST reads a pair of lists as the indices and values of a sparse vector.
  if (value.length === 2 && isFloats(value[0]) && value[0].every(isIndex)) throw new NoGrpcForm('ambiguous')
  return { case: 'multiDense', value: { vectors: value.map(toDense) } } as const
}

function toSparse(value: unknown): SparseInit {
  const { indices: given, values } = membersOf(value, 'indices', 'values')
  const indices = isNumbers(given) ? Array.from(given) : given
  if (!Array.isArray(indices) || !indices.every(isIndex)) throw new NoGrpcForm('not a sparse vector')
  const floats = toFloats(values)
  // The server's own complaints on these differ between its two interfaces.
  if (floats.length !== indices.length || new Set(indices).size < indices.length)
    throw new NoGrpcForm('invalid sparse vector')
  return { indices, values: floats }
}

/** Typed arrays go into the message as they are. */
function toDense(value: unknown): DenseInit {
  const data = toFloats(value)
  return (value instanceof Float32Array && packedFloats(value)) || { data }
}

/** The encoder takes any indexed list. */
function toFloats(value: unknown): number[] {
  if (!isFloats(value) || value.length === 0) throw new NoGrpcForm('not a vector')
  for (let index = 0; index < value.length; index++) {
    const float = value[index]
    // The comparison is false for NaN, too.
    if (typeof float !== 'number' || !(Math.abs(float) <= MOST_FLOAT)) throw new NoGrpcForm('not a float')
  }
  return value as number[]
}

function isFloats(value: unknown): value is Floats {
  return Array.isArray(value) || isNumbers(value)
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_INDEX
}

type Vector = Extract<Vectors['vectorsOptions'], { case: 'vector' }>['value']

/**
 * Vectors as an answer shows them. Each number is exactly the server's float, where JSON would show the shortest decimal
 * that rounds to the same float.
 */
export function fromVectors({ vectorsOptions: option }: Vectors): unknown {
  if (option.case === 'vector') return fromVector(option.value)
  if (option.case === undefined) return {}
  return Object.fromEntries(Object.entries(option.value.vectors).map(([name, vector]) => [name, fromVector(vector)]))
}

function fromVector({ vector }: Vector): unknown {
  switch (vector.case) {
    case 'dense':
      return vector.value.data
    case 'sparse':
      return { indices: vector.value.indices, values: vector.value.values }
    case 'multiDense':
      return vector.value.vectors.map((row) => row.data)
    case undefined:
      return undefined
  }
}
