import { QdrantPoolError } from '../base/errors.ts'
import type { Request } from '../operations/catalog.ts'

/**
 * The request as it is now. A call may leave later than it was issued, and a caller who reuses a vector or a list
 * meanwhile must not change it: the official client, too, reads its arguments at once.
 * @throws QdrantPoolError INVALID_ARGUMENT on arguments that contain themselves or whose getters throw
 */
export function snapshotOf(request: Request, name: string): Request {
  try {
    return { ...request, params: copy(request.params) as Request['params'] }
  } catch (cause) {
    const what = cause instanceof RangeError ? 'an argument contains itself' : (cause as Error).message
    throw new QdrantPoolError('INVALID_ARGUMENT', `${name}: ${what}`, { outcome: 'not-sent', cause })
  }
}

/** Lists, plain objects and typed arrays are copied; everything else is shared. */
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return copyList(value)
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : (value as Float32Array).slice()
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const members: Record<string, unknown> = {}
  for (const key of Object.keys(value)) members[key] = copy((value as Record<string, unknown>)[key])
  return members
}

/** Most lists are vectors: their numbers are taken over in one go. */
function copyList(list: readonly unknown[]): unknown[] {
  const taken = list.slice()
  for (let index = 0; index < taken.length; index++) {
    if (typeof taken[index] === 'object') taken[index] = copy(taken[index])
  }
  return taken
}
