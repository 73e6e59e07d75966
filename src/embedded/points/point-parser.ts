import { badRequest, invalid, malformed, noVariant, unsupported } from '../errors.ts'
import { type PointId, pointId } from '../ids.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { arrayOf, payloadOf } from '../reader.ts'
import type { NamedVectors } from '../vectors/vector.ts'
import { namedVectors } from './vector-parser.ts'

export interface PointRecord {
  readonly id: PointId
  readonly vectors: NamedVectors
  readonly payload: JsonObject | undefined
}

/** The points of an upsert, given one by one or in columns. @throws ApiError 400, 422 or 501 */
export function parsePoints(body: JsonObject): PointRecord[] {
  refuseShardKey(body)
  const points = isObject(body.batch) ? parseColumns(body.batch) : parseList(body.points)
  if (points.length === 0) throw badRequest('Empty update request')
  return points
}

/** The points of update_vectors. */
export function parsePointVectors(body: JsonObject): PointRecord[] {
  refuseShardKey(body)
  const points = parseList(body.points)
  if (points.length === 0) throw invalid('points', 'Validation error: length must be at least 1 [{}]')
  return points
}

export function refuseShardKey(body: JsonObject): void {
  if (body.shard_key !== undefined && body.shard_key !== null) throw unsupported('Sharding by key')
}

function parseList(points: Json | undefined): PointRecord[] {
  if (points === undefined) throw malformed('missing field `points`')
  return arrayOf(points).map((point, i) => {
    if (!isObject(point)) throw malformed('invalid type, expected struct PointStruct')
    if (point.id === undefined) throw malformed('missing field `id`')
    if (point.vector === undefined) throw malformed('missing field `vector`')
    return {
      id: pointId(point.id),
      vectors: namedVectors(point.vector, `points[${i}].vector`),
      payload: optionalPayload(point.payload),
    }
  })
}

function parseColumns(batch: JsonObject): PointRecord[] {
  const ids = arrayOf(batch.ids).map(pointId)
  const rows = vectorRows(batch.vectors, ids.length)
  const payloads = batch.payloads === undefined || batch.payloads === null ? undefined : arrayOf(batch.payloads)
  if (payloads && payloads.length !== ids.length) throw lengthMismatch('payloads', ids.length, payloads.length)
  return ids.map((id, i) => ({
    id,
    vectors: rows[i] ?? new Map(),
    payload: optionalPayload(payloads?.[i]),
  }))
}

function vectorRows(vectors: Json | undefined, count: number): NamedVectors[] {
  if (Array.isArray(vectors)) {
    if (vectors.length !== count) throw lengthMismatch('vectors', count, vectors.length)
    return vectors.map((vector) => namedVectors(vector, 'batch.vectors'))
  }
  if (!isObject(vectors)) throw noVariant('BatchVectorStruct')
  const columns = Object.entries(vectors).map(([name, list]) => [name, arrayOf(list)] as const)
  for (const [name, list] of columns) {
    if (list.length !== count) throw lengthMismatch(`named vectors \`${name}\``, count, list.length)
  }
  return Array.from({ length: count }, (_, i) =>
    namedVectors(Object.fromEntries(columns.map(([name, list]) => [name, list[i] ?? null])), 'batch.vectors'),
  )
}

function optionalPayload(value: Json | undefined): JsonObject | undefined {
  return value === undefined || value === null ? undefined : payloadOf(value)
}

function lengthMismatch(what: string, expected: number, got: number) {
  return invalid('batch', `Validation error: number of ids and ${what} must be equal (${expected} != ${got}) [{}]`)
}
