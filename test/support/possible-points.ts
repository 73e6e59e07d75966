import { isDeepStrictEqual } from 'node:util'
import { QdrantPoolError } from '../../src/base/errors.ts'
import { ApiError } from '../../src/base/qdrant-client.ts'
import { type PointId, type PointKey, pointKey } from '../../src/operations/point-id.ts'
import type { ProgramCall } from './program.ts'
import type { Stored } from './program-collection.ts'

/** What may be stored of a point; undefined: that there is none. */
type State = { readonly vector: object; readonly payload: object } | undefined

/** What may be stored after writes, some of which have failed: such a write may have been applied or not. */
export class PossiblePoints {
  readonly #states = new Map<PointKey, readonly State[]>()

  /** Takes over what a write on the collection has come to. */
  wrote({ method, params, nowhere, ending }: ProgramCall, result: PromiseSettledResult<unknown>): void {
    if (nowhere || ending !== 'answered' || !['upsert', 'delete', 'setPayload'].includes(method)) return
    if (result.status === 'rejected' && leavesNothing(method, result.reason)) return
    for (const point of params.points as readonly (PointId | Stored)[]) {
      const key = pointKey(typeof point === 'object' ? point.id : point)
      const before = this.#states.get(key) ?? [undefined]
      const after = before.map((state) => written(method, point, params.payload, state))
      this.#states.set(key, result.status === 'fulfilled' ? after : [...before, ...after])
    }
  }

  /** Points whose stored state cannot be. */
  impossible(stored: readonly Stored[]): readonly unknown[] {
    const found = new Map(stored.map(({ id, vector, payload }) => [pointKey(id), { vector, payload: payload ?? {} }]))
    return [...new Set([...this.#states.keys(), ...found.keys()])].flatMap((key) => {
      const possible = this.#states.get(key) ?? [undefined]
      const state = found.get(key)
      return possible.some((one) => isDeepStrictEqual(one, state)) ? [] : [{ point: key, stored: state, possible }]
    })
  }
}

function leavesNothing(method: string, reason: unknown): boolean {
  // A refused setPayload has written those of its points that exist.
  if (reason instanceof ApiError) return method === 'upsert'
  return reason instanceof QdrantPoolError && reason.outcome === 'not-sent'
}

function written(method: string, point: PointId | Stored, payload: unknown, before: State): State {
  if (method === 'delete') return undefined
  if (typeof point === 'object') return { vector: lists(point.vector), payload: plain(point.payload) }
  if (before === undefined) return undefined
  // The server forgets a key that is set to null.
  const members = Object.entries({ ...before.payload, ...(payload as object) }).filter(([, value]) => value !== null)
  return { ...before, payload: Object.fromEntries(members) }
}

/** Without the prototypes that fast-check varies. */
function plain(payload: object = {}): object {
  return JSON.parse(JSON.stringify(payload))
}

function lists(vector: object): object {
  return Object.fromEntries(Object.entries(vector).map(([name, numbers]) => [name, Array.from(numbers)]))
}
