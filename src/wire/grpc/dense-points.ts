import { allFinite } from '../all-finite.ts'
import type { ByteWriter } from './byte-writer.ts'
import { floatBytes } from './float-bytes.ts'
import { toId } from './ids.ts'
import type { IdInit, ValueInit } from './messages.ts'
import { membersOf, NoGrpcForm, optional } from './no-grpc-form.ts'
import { toPayload } from './payload.ts'

// Numbers of fields, from Qdrant's points.proto, qdrant_common.proto and json_with_int.proto.
const UPSERT = { points: 3 } as const
const POINT = { id: 1, payload: 3, vectors: 4 } as const
const ID = { num: 1, uuid: 2 } as const
const VECTORS = { vector: 1 } as const
const VECTOR = { dense: 101 } as const
const DENSE = { data: 1 } as const
const ENTRY = { key: 1, value: 2 } as const
const VALUE = { null: 1, double: 2, integer: 3, string: 4, bool: 5, struct: 6, list: 7 } as const
const STRUCT = { fields: 1 } as const
const LIST = { values: 1 } as const

/** About what a point takes besides the numbers of its vector. */
const BYTES_AROUND = 256

/** Points that have one unnamed vector of single precision each, ready to be written. */
export interface DensePoints {
  /** A guess. */
  readonly bytes: number
  /** Writes them as field of an UpsertPoints message. */
  write(writer: ByteWriter): void
}

interface DensePoint {
  readonly id: IdInit
  readonly payload: Readonly<Record<string, ValueInit>>
  /** Of single precision, packed. */
  readonly vector: Uint8Array
}

/**
 * Undefined where one of the points is of another kind, or would be refused: the general way says so. Written here byte by
 * byte, because the general encoder goes through each vector number by number and copies the message several times, which
 * was two thirds of the CPU time of an upsert (docs/performance.md).
 */
export function densePoints(points: unknown): DensePoints | undefined {
  if (!Array.isArray(points) || points.length === 0) return undefined
  const dense: DensePoint[] = []
  let bytes = 0
  for (const point of points) {
    const one = densePoint(point)
    if (one === undefined) return undefined
    dense.push(one)
    bytes += one.vector.length + BYTES_AROUND
  }
  return {
    bytes,
    write(writer) {
      for (const point of dense) writer.message(UPSERT.points, () => writePoint(writer, point))
    },
  }
}

function densePoint(point: unknown): DensePoint | undefined {
  try {
    const { id, vector, payload } = membersOf(point, 'id', 'vector', 'payload')
    if (!(vector instanceof Float32Array) || vector.length === 0 || !allFinite(vector)) return undefined
    const bytes = floatBytes(vector)
    return bytes && { id: toId(id), payload: optional(payload, toPayload) ?? {}, vector: bytes }
  } catch (thrown) {
    if (thrown instanceof NoGrpcForm) return undefined
    throw thrown
  }
}

function writePoint(writer: ByteWriter, { id, payload, vector }: DensePoint): void {
  writer.message(POINT.id, () => writeId(writer, id))
  writeFields(writer, POINT.payload, payload)
  writer.message(POINT.vectors, () => {
    writer.message(VECTORS.vector, () => {
      writer.message(VECTOR.dense, () => writer.bytes(DENSE.data, vector))
    })
  })
}

function writeId(writer: ByteWriter, { pointIdOptions: option }: IdInit): void {
  if (option?.case === 'num') writer.integer(ID.num, option.value)
  else if (option?.case === 'uuid') writer.text(ID.uuid, option.value)
}

function writeFields(writer: ByteWriter, field: number, fields: Readonly<Record<string, ValueInit>>): void {
  for (const [key, value] of Object.entries(fields)) {
    writer.message(field, () => {
      writer.text(ENTRY.key, key)
      writer.message(ENTRY.value, () => writeValue(writer, value))
    })
  }
}

function writeValue(writer: ByteWriter, { kind }: ValueInit): void {
  switch (kind?.case) {
    case 'nullValue':
      writer.integer(VALUE.null, 0n)
      break
    case 'doubleValue':
      writer.double(VALUE.double, kind.value)
      break
    case 'integerValue':
      writer.integer(VALUE.integer, kind.value)
      break
    case 'stringValue':
      writer.text(VALUE.string, kind.value)
      break
    case 'boolValue':
      writer.boolean(VALUE.bool, kind.value)
      break
    case 'structValue':
      writer.message(VALUE.struct, () => writeFields(writer, STRUCT.fields, kind.value.fields ?? {}))
      break
    case 'listValue':
      writer.message(VALUE.list, () => {
        for (const item of kind.value.values ?? []) writer.message(LIST.values, () => writeValue(writer, item))
      })
      break
    case undefined:
  }
}
