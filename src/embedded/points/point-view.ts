import type { Collection } from '../collection.ts'
import { noVariant } from '../errors.ts'
import type { PointId } from '../ids.ts'
import type { Json, JsonObject } from '../json.ts'
import { payloadSelector } from '../payload-selector.ts'
import { stringOf } from '../reader.ts'

/** A point as answers show it. */
export interface ShownPoint {
  id: PointId | undefined
  version?: number
  score?: number
  payload?: JsonObject
  vector?: unknown
  order_value?: number
}

/** Adds what `with_payload` and `with_vector` ask for. */
export type PointView = (slot: number, shown: ShownPoint) => ShownPoint

export function pointView(body: JsonObject, collection: Collection, payloadByDefault: boolean): PointView {
  const payload = payloadSelector(body.with_payload, payloadByDefault)
  const vector = vectorSelector(body.with_vector ?? body.with_vectors, collection)
  return (slot, shown) => {
    if (payload) shown.payload = payload(collection.points.payloadAt(slot))
    if (vector) shown.vector = vector(slot)
    return shown
  }
}

function vectorSelector(value: Json | undefined, collection: Collection): ((slot: number) => unknown) | undefined {
  if (value === undefined || value === null || value === false) return undefined
  if (value !== true && !Array.isArray(value)) {
    throw noVariant('WithVector')
  }
  const { columns } = collection.points
  const names = value === true ? [...columns.keys()] : value.map(stringOf)
  const isUnnamed = columns.size === 1 && columns.has('')
  return (slot) => {
    const present = names.filter((name) => columns.get(name)?.has(slot))
    if (isUnnamed && present.length > 0) return columns.get('')?.read(slot)
    return Object.fromEntries(present.map((name) => [name, columns.get(name)?.read(slot)]))
  }
}
