import { QdrantPoolError } from '../../src/base/errors.ts'
import { ApiError } from '../../src/base/qdrant-client.ts'
import type { ProgramCall } from './program.ts'

interface Scored {
  readonly id: unknown
  readonly score: number
  readonly version?: number
}

/** What must be equal of a call's result, whichever way it went. */
export function comparable({ params, ending }: ProgramCall, result: PromiseSettledResult<unknown>): unknown {
  const error = result.status === 'rejected' ? result.reason : undefined
  if (ending === 'late' && (result.status === 'fulfilled' || isAnswerOrDeadline(error))) return 'late'
  if (result.status === 'rejected') return comparableError(error)
  const { points, operation_id, ...rest } = (result.value ?? {}) as Record<string, unknown>
  if (operation_id !== undefined) return { fulfilled: rest }
  const [first] = Array.isArray(points) ? points : []
  return { fulfilled: first?.score === undefined ? result.value : byScore(points as Scored[], Number(params.limit)) }
}

/** Points of equal score come in any order, and of those at the limit any may be left out. */
function byScore(points: readonly Scored[], limit: number): unknown {
  const scores = points.map(({ score }) => score)
  const cut = points.length === limit ? scores.at(-1) : undefined
  const groups = Map.groupBy(points.filter(({ score }) => score !== cut).map(withoutVersion), ({ score }) => score)
  const byId = (one: Scored, other: Scored) => String(one.id).localeCompare(String(other.id))
  return { scores, groups: [...groups.values()].map((group) => group.toSorted(byId)) }
}

/** A version counts the requests that the server got. */
function withoutVersion({ version: _version, ...point }: Scored): Scored {
  return point
}

/** What a call without time may be rejected with: it may be answered, or found bad, before its deadline after all. */
function isAnswerOrDeadline(error: unknown): boolean {
  if (error instanceof QdrantPoolError) return ['DEADLINE_EXCEEDED', 'INVALID_ARGUMENT'].includes(error.code)
  return error instanceof ApiError
}

function comparableError(error: unknown): unknown {
  const { name, message } = error as Error
  const facts = { class: Object.getPrototypeOf(error), name, message }
  if (error instanceof QdrantPoolError) {
    const { code, outcome, phase, solutions } = error
    return { rejected: { ...facts, code, outcome, phase, solutions } }
  }
  if (error instanceof ApiError) {
    const { status, statusText, data } = error as ApiError & { data: { status: unknown } }
    return { rejected: { ...facts, status, statusText, said: data.status } }
  }
  return { rejected: error }
}
