import { QdrantPoolError } from '../base/errors.ts'
import { MOST_FLOAT } from '../base/most-float.ts'
import { hotOperations, type Request } from '../operations/catalog.ts'
import type { Params } from '../operations/operation.ts'
import { task } from '../operations/task.ts'
import { takeOver } from './cargo.ts'
import { takeInput } from './task-input.ts'

/** Lists of at least so many numbers of which the first has a fraction are vectors, wherever vectors can stand. */
const LEAST_VECTOR = 16
/** Members that hold no vectors, whose lists of numbers are left as they are. */
const NO_VECTORS = new Set([
  'payload',
  'payloads',
  'filter',
  'update_filter',
  'formula',
  'defaults',
  'weights',
  'object',
  'options',
  'ids',
  'indices',
])

/**
 * The request as it is now. A call may leave later than it was issued, and a caller who reuses a vector or a list
 * meanwhile must not change it: the official client, too, reads its arguments at once.
 * @throws QdrantPoolError INVALID_ARGUMENT on arguments that contain themselves or whose getters throw, and on a task's
 * input that cannot cross to a thread
 */
export function snapshotOf(request: Request, name: string): Request {
  const { operation, target, params, headers } = request
  if (operation === task.name) return takeInput(request)
  const hot = hotOperations.get(operation)
  const own = headers && { headers }
  const cargo = hot?.cargo
  if (cargo !== undefined && params[cargo.param] !== undefined) {
    const wrong = cargo.wrong(params)
    if (wrong !== undefined) throw invalid(name, wrong)
    const { [cargo.param]: moving, ...rest } = params
    return { operation, target, params: copied(rest, true, name), cargo: takeOver(moving as Float32Array), ...own }
  }
  return { operation, target, params: copied(params, hot !== undefined, name), ...own }
}

function copied(params: Params, mayPack: boolean, name: string): Params {
  try {
    return copy(params, mayPack) as Params
  } catch (cause) {
    throw invalid(name, isStackOverflow(cause) ? 'an argument contains itself' : (cause as Error).message, cause)
  }
}

function isStackOverflow(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes('call stack')
}

function invalid(name: string, what: string, cause?: unknown): QdrantPoolError {
  return new QdrantPoolError('INVALID_ARGUMENT', `${name}: ${what}`, { outcome: 'not-sent', cause })
}

/**
 * Lists, plain objects, dates and typed arrays are copied, and what has a form in JSON of its own is taken in that form, which
 * it would lose on its way to the thread; everything else is shared.
 */
function copy(value: unknown, mayPack: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return copyList(value, mayPack)
  // A Buffer's own slice is no copy.
  if (Buffer.isBuffer(value)) return Uint8Array.from(value)
  if (ArrayBuffer.isView(value)) return value instanceof DataView ? value : (value as Float32Array).slice()
  if (value instanceof Date) return new Date(value)
  if ('toJSON' in value && typeof value.toJSON === 'function') return copy(value.toJSON(''), mayPack)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const members: Record<string, unknown> = {}
  for (const key of Object.keys(value))
    members[key] = copy((value as Record<string, unknown>)[key], mayPack && !NO_VECTORS.has(key))
  return members
}

/** Most lists are vectors. The server keeps them in single precision, in which they cross to a thread at once. */
function copyList(list: readonly unknown[], mayPack: boolean): unknown {
  if (mayPack && list.length >= LEAST_VECTOR && typeof list[0] === 'number' && !Number.isInteger(list[0])) {
    const packed = new Float32Array(list.length)
    let index = 0
    for (; index < list.length; index++) {
      const number = list[index]
      // False for NaN, too; what is no float keeps the error that it would have had.
      if (typeof number !== 'number' || !(Math.abs(number) <= MOST_FLOAT)) break
      packed[index] = number
    }
    if (index === list.length) return packed
  }
  const taken = list.slice()
  for (let index = 0; index < taken.length; index++) {
    if (typeof taken[index] === 'object') taken[index] = copy(taken[index], mayPack)
  }
  return taken
}
