import type { Collection } from '../collection.ts'
import { invalid, noSuchPoint, noSuchVector, noVariant } from '../errors.ts'
import { optionalFilter } from '../filter/filter.ts'
import type { JsonObject } from '../json.ts'
import { mergeAt, parsePath, removeAt } from '../json-path.ts'
import { arrayOf, objectOf, optional, payloadOf, required, stringOf } from '../reader.ts'
import { type PointRecord, parsePoints, parsePointVectors } from './point-parser.ts'
import { parseSelection } from './selector.ts'

/** A parsed update, ready to be applied. Whatever can be checked is checked before the first point changes. */
export type Update = () => void
type Parse = (body: JsonObject, collection: Collection) => Update

const NO_SELECTOR = 'Either list of point ids or filter must be provided'
const NO_POINTS_SELECTOR = 'data did not match any variant of untagged enum PointsSelector'

const upsert: Parse = (body, collection) => {
  const records = parsePoints(body)
  const mode = optional(body.update_mode, stringOf) ?? 'upsert'
  const filter = optionalFilter(body.update_filter, collection, 'update')
  return () => {
    checkVectors(records, collection)
    for (const record of records) {
      const known = collection.points.slotOf(record.id)
      const isWanted = known === undefined ? mode !== 'update_only' : mode !== 'insert_only'
      if (!isWanted || (known !== undefined && !collection.matches(known, filter))) continue
      // An upsert replaces the whole point: vectors that it does not name are gone.
      if (known !== undefined) for (const column of collection.points.columns.values()) column.delete(known)
      const slot = collection.points.ensure(record.id)
      collection.points.setVectors(slot, record.vectors)
      collection.points.setPayload(slot, record.payload ?? {})
      mark(collection, slot, 'point')
    }
  }
}

const deletePoints: Parse = (body, collection) => {
  const selection = parseSelection(body, collection, NO_POINTS_SELECTOR)
  return () => {
    for (const slot of selection.slots()) {
      mark(collection, slot, 'point')
      collection.points.remove(slot)
    }
  }
}

const setPayload: Parse = (body, collection) => {
  const payload = payloadOf(required(body, 'payload'))
  const path = optional(body.key, parsePath) ?? []
  return changePayload(body, collection, (current) => {
    mergeAt(current, path, payload)
    return current
  })
}

const overwritePayload: Parse = (body, collection) => {
  const payload = payloadOf(required(body, 'payload'))
  if (body.key !== undefined && body.key !== null) return setPayload(body, collection)
  return changePayload(body, collection, () => structuredClone(payload))
}

const deletePayload: Parse = (body, collection) => {
  const paths = arrayOf(required(body, 'keys')).map(parsePath)
  return changePayload(body, collection, (current) => {
    for (const path of paths) removeAt(current, path)
    return current
  })
}

const clearPayload: Parse = (body, collection) => changePayload(body, collection, () => ({}), NO_POINTS_SELECTOR, false)

const updateVectors: Parse = (body, collection) => {
  const records = parsePointVectors(body)
  const filter = optionalFilter(body.update_filter, collection, 'update')
  return () => {
    checkVectors(records, collection)
    const absent = records.find(({ id }) => collection.points.slotOf(id) === undefined)
    if (absent) throw noSuchPoint(absent.id)
    for (const { id, vectors } of records) {
      const slot = collection.points.slotOf(id)
      if (slot === undefined || !collection.matches(slot, filter)) continue
      collection.points.setVectors(slot, vectors)
      mark(collection, slot, 'point')
    }
  }
}

const deleteVectors: Parse = (body, collection) => {
  const names = arrayOf(required(body, 'vector')).map(stringOf)
  if (names.length === 0) throw invalid('vector', 'must specify vector names to delete')
  const selection = parseSelection(body, collection, NO_SELECTOR)
  return () => {
    const columns = names.map((name) => collection.column(name))
    for (const slot of selection.slots()) {
      for (const column of columns) column.delete(slot)
      mark(collection, slot, 'point')
    }
  }
}

/** By the names that a batch gives them. */
const PARSERS = {
  upsert,
  delete: deletePoints,
  set_payload: setPayload,
  overwrite_payload: overwritePayload,
  delete_payload: deletePayload,
  clear_payload: clearPayload,
  update_vectors: updateVectors,
  delete_vectors: deleteVectors,
} as const satisfies Record<string, Parse>

export type UpdateName = keyof typeof PARSERS

export function parseUpdate(name: UpdateName, body: JsonObject, collection: Collection): Update {
  return PARSERS[name](body, collection)
}

/** All operations of a batch are parsed before the first is applied. */
export function parseBatch(body: JsonObject, collection: Collection): Update[] {
  return arrayOf(required(body, 'operations')).map((value) => {
    const operation = objectOf(value, 'enum UpdateOperation')
    const [name] = Object.keys(operation)
    if (!isUpdateName(name)) throw noVariant('UpdateOperation')
    return parseUpdate(name, objectOf(operation[name], 'a map'), collection)
  })
}

function isUpdateName(name: string | undefined): name is UpdateName {
  return name !== undefined && Object.hasOwn(PARSERS, name)
}

function changePayload(
  body: JsonObject,
  collection: Collection,
  change: (current: JsonObject) => JsonObject,
  missing = NO_SELECTOR,
  expectsAll = true,
): Update {
  const selection = parseSelection(body, collection, missing)
  return () => {
    const { points } = collection
    for (const slot of selection.slots()) {
      points.setPayload(slot, change({ ...points.payloadAt(slot) }))
      mark(collection, slot, 'payload')
    }
    // The real server, too, has changed the points that are there before it complains of the one that is not.
    if (expectsAll) selection.expectAll()
  }
}

function checkVectors(records: readonly PointRecord[], collection: Collection): void {
  for (const { vectors } of records) {
    for (const [name, vector] of vectors) {
      const column = collection.points.columns.get(name)
      if (!column) throw noSuchVector(name)
      column.check(vector)
    }
  }
}

function mark(collection: Collection, slot: number, what: 'payload' | 'point'): void {
  const id = collection.points.idAt(slot)
  if (id === undefined) return
  collection.points.touch(slot, collection.operation)
  if (collection.changes.get(id) !== 'point') collection.changes.set(id, what)
}
