import type { Schemas } from '@qdrant/js-client-rest'
import { newId } from '../base/uuids.ts'
import type { PointId } from '../operations/point-id.ts'
import { entryOf, isPoint, type PointEntry } from '../pipeline/ingest/entry.ts'
import type { IngestItem } from '../pipeline/ingest/options.ts'
import { TEXT_KEY } from '../pipeline/ingest/settings.ts'
import { invalid } from './failures.ts'
import type { Read } from './paths.ts'

export type { PointId }

/** As many numbers as the collection's vectors have. */
export type Vector = readonly number[] | Float32Array

/** What is stored: a text, which the pool's embedder turns into a vector, or a vector, or both as they are. */
export type NewMemory<P extends object> = {
  /** A point of this id is replaced. @default a new UUID (version 7): later ones sort behind earlier ones */
  readonly id?: PointId
} & ({ readonly text: string; readonly vector?: Vector } | { readonly text?: string; readonly vector: Vector }) &
  (Record<never, never> extends P ? { readonly payload?: P } : { readonly payload: P })

/** What `update` changes; what is not named stays. */
export interface MemoryChange<P extends object> {
  /** Embedded anew, unless `vector` is given. */
  readonly text?: string
  readonly vector?: Vector
  /** These keys, each as a whole; the others stay. */
  readonly payload?: Partial<P>
}

export interface Memory<P extends object> {
  readonly id: PointId
  /** Undefined where none was stored. */
  readonly text: string | undefined
  readonly payload: Read<P>
}

export interface ScoredMemory<P extends object> extends Memory<P> {
  /** As the collection's distance has it: with Euclid and Manhattan less is nearer, with the others more. */
  readonly score: number
}

/** What comes back of a point. */
export function memoryOf<P extends object>({ id, payload }: Pick<Schemas['Record'], 'id' | 'payload'>): Memory<P> {
  const { [TEXT_KEY]: text, ...rest } = payload ?? {}
  if (typeof text === 'string') return { id, text, payload: rest as Read<P> }
  return { id, text: undefined, payload: (payload ?? {}) as Read<P> }
}

/** A point on its way; `at` names it in errors. @throws QdrantPoolError INVALID_ARGUMENT */
export function pointOf(at: string, given: IngestItem, dimension: number): PointEntry {
  const entry = entryOf({ at, item: isObject(given) ? { ...given, id: given.id ?? newId() } : given })
  if (!isPoint(entry)) throw invalid(at, entry.reason)
  const { point } = entry
  if (point.text !== undefined) checkText(at, point.text)
  if (point.vector !== undefined) checkVector(at, point.vector, dimension)
  checkPayload(at, point.payload)
  return entry
}

export function checkText(at: string, text: unknown): asserts text is string {
  if (typeof text !== 'string') throw invalid(at, `expected a text, got ${kindOf(text)}`)
  if (text.trim() === '') throw invalid(at, 'expected a text that is not empty')
}

export function checkVector(at: string, vector: unknown, dimension: number): asserts vector is Vector {
  if (!Array.isArray(vector) && !(vector instanceof Float32Array))
    throw invalid(at, `expected \`vector\` to be a list of numbers or a Float32Array, got ${kindOf(vector)}`)
  if (vector.length !== dimension)
    throw invalid(at, `expected a vector of ${dimension} numbers, as the collection has them, got ${vector.length}`)
}

export function checkPayload(at: string, payload: unknown): asserts payload is object {
  if (!isObject(payload)) throw invalid(at, `expected \`payload\` to be an object, got ${kindOf(payload)}`)
  if (!Object.hasOwn(payload, TEXT_KEY)) return
  throw invalid(at, `the payload's key \`${TEXT_KEY}\` is where the store keeps the text: give it as \`text\``)
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return value === null ? 'null' : typeof value
}
