import { contentId } from '../../base/uuids.ts'
import type { TextPoint } from '../../operations/embed-upsert.ts'
import { isPointId, type PointKey, pointKey } from '../../operations/point-id.ts'
import type { SourceRecord } from '../source/record.ts'
import { canonicalJson, looseJson } from './canonical-json.ts'

/** About what the vector of a text adds to a request: 1,536 numbers of 13 characters. */
const VECTOR_BYTES = 20_000
/** Most of a record that alone makes a request: the server takes 32 MiB. */
const MOST_BYTES = 30 * 1024 * 1024

const MEMBERS = new Set(['id', 'text', 'vector', 'payload'])

/** A record on its way: a point, or what cannot be one. */
export type Entry = PointEntry | BadEntry

export interface PointEntry {
  readonly at: string
  readonly point: TextPoint
  readonly key: PointKey
  /** Of the point's content, in one spelling. */
  readonly json: string
  /** About what it adds to a request. */
  readonly bytes: number
}

export interface BadEntry {
  readonly at: string
  readonly reason: string
  /** As it was read, as JSON. */
  readonly json: string
  readonly bytes: number
}

export function isPoint(entry: Entry): entry is PointEntry {
  return 'point' in entry
}

export function entryOf(record: SourceRecord): Entry {
  const { at } = record
  if ('problem' in record) return bad(at, record.problem, record.raw ?? null)
  const { item } = record
  try {
    const wrong = wrongShape(item)
    if (wrong !== undefined) return bad(at, wrong, item)
    const { text, vector, payload = {} } = item
    const id = item.id ?? idOf(text, vector, payload)
    const point = { id, payload, ...(text !== undefined && { text }), ...(vector !== undefined && { vector }) }
    const json = canonicalJson(point)
    const bytes = Buffer.byteLength(json) + (vector === undefined ? VECTOR_BYTES : 0)
    if (bytes > MOST_BYTES)
      return bad(at, `it has ${(bytes / 2 ** 20).toFixed(1)} MiB, more than one request may have`, { id })
    return { at, point: point as TextPoint, key: pointKey(id), json, bytes }
  } catch (error) {
    return bad(at, (error as Error).message, item)
  }
}

/** What is not given an id has one that follows from its content. */
function idOf(text: string | undefined, vector: unknown, payload: unknown): string {
  return contentId(vector === undefined ? String(text) : canonicalJson({ text, vector, payload }))
}

function wrongShape(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return `expected an object { id?, text or vector, payload? }, got ${Array.isArray(item) ? 'a list' : show(item)}`
  const { id, text, vector, payload } = item as Record<string, unknown>
  // A mistyped name would lose what it holds.
  const unknown = Object.keys(item).filter((member) => !MEMBERS.has(member))
  if (unknown.length > 0) {
    const names = unknown.map((member) => `\`${member}\``).join(', ')
    return `unknown ${unknown.length === 1 ? 'member' : 'members'} ${names}: facts belong in \`payload\``
  }
  if (id !== undefined && id !== null && !isPointId(id))
    return `expected \`id\` to be a whole number of at least 0 or a UUID, got ${show(id)}`
  if (text !== undefined && typeof text !== 'string') return `expected \`text\` to be a string, got ${show(text)}`
  if (text === undefined && (vector === undefined || vector === null)) return 'it has neither `text` nor `vector`'
  if (vector !== undefined && typeof vector !== 'object')
    return `expected \`vector\` to be numbers, got ${show(vector)}`
  if (payload !== undefined && (typeof payload !== 'object' || payload === null || Array.isArray(payload)))
    return `expected \`payload\` to be an object, got ${show(payload)}`
  return undefined
}

function show(value: unknown): string {
  return typeof value === 'object' && value !== null ? typeof value : looseJson(value).slice(0, 80)
}

function bad(at: string, reason: string, record: unknown): BadEntry {
  const json = looseJson(record)
  return { at, reason, json, bytes: json.length }
}

/** The points of a batch, of each id the last: what came before it would be written over. */
export function lastOfEach(entries: readonly Entry[]): PointEntry[] {
  const points = new Map(entries.filter(isPoint).map((entry) => [entry.key, entry]))
  return [...points.values()]
}
