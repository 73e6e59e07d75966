import { QdrantPoolError } from '../base/errors.ts'
import type { Params } from '../operations/operation.ts'

/** The error of a call whose parameters could not cross to a worker thread; names the place. */
export function uncloneableError(name: string, params: Params, cause: unknown): QdrantPoolError {
  const found = findUncloneable(params)
  const message = found === undefined ? (cause as Error).message : `${found}, which cannot be sent`
  return new QdrantPoolError('INVALID_ARGUMENT', `${name}: ${message}`, {
    outcome: 'not-sent',
    solutions: ['Pass plain data: numbers, strings, booleans, null, lists, plain objects, Date, typed arrays'],
    cause,
  })
}

/** The path of the first value that cannot cross to a worker thread, such as `points[0].payload.fn is a function`. */
function findUncloneable(value: unknown, at = '', seen = new Set<object>()): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `${at || 'an argument'} is a ${typeof value}`
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return undefined
  seen.add(value)
  for (const [key, member] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`
    const found = findUncloneable(member, place, seen)
    if (found !== undefined) return found
  }
  return undefined
}
