import { createPoolClient, type Submit } from '../client/pool-client.ts'
import type { PointId } from '../operations/point-id.ts'
import { embedOne } from '../pipeline/embed-one.ts'
import { TEXT_KEY } from '../pipeline/ingest/settings.ts'
import { ask } from './ask.ts'
import { invalid, isNoSuchPoint, noSuchMemory } from './failures.ts'
import { checkPayload, checkText, checkVector, isObject, kindOf, type MemoryChange } from './memory.ts'

const MEMBERS = new Set(['text', 'vector', 'payload'])

/** @throws QdrantPoolError INVALID_ARGUMENT */
export function checkChange(at: string, change: MemoryChange<object>, dimension: number): void {
  if (!isObject(change)) throw invalid(at, `expected { text?, vector?, payload? }, got ${kindOf(change)}`)
  const { text, vector, payload } = change
  const unknown = Object.keys(change).find((member) => !MEMBERS.has(member))
  if (unknown !== undefined) throw invalid(at, `unknown member \`${unknown}\`: facts belong in \`payload\``)
  if (text === undefined && vector === undefined && payload === undefined)
    throw invalid(at, 'expected a `text`, a `vector` or a `payload`, got none')
  if (text !== undefined) checkText(at, text)
  if (vector !== undefined) checkVector(at, vector, dimension)
  if (payload !== undefined) checkPayload(at, payload)
}

/** The server changes vector and keys of a point by themselves, so that changes of other keys at the same time are kept. */
export async function changePoint(
  submit: Submit,
  collection: string,
  id: PointId,
  { text, vector, payload }: MemoryChange<object>,
): Promise<void> {
  const point = id as number
  const keys = { ...payload, ...(text !== undefined && { [TEXT_KEY]: text }) }
  const set = { payload: keys, points: [point] }
  const newVector = vector ?? (text === undefined ? undefined : await embedOne(submit, text))
  try {
    if (newVector === undefined) {
      await ask(submit, 'setPayload', collection, { ...set, wait: true })
      return
    }
    const moved = { update_vectors: { points: [{ id: point, vector: Array.from(newVector) }] } }
    const operations = Object.keys(keys).length === 0 ? [moved] : [moved, { set_payload: set }]
    await createPoolClient(submit).batchUpdate(collection, { operations, wait: true })
  } catch (error) {
    throw isNoSuchPoint(error) ? noSuchMemory('update', id, error) : error
  }
}
