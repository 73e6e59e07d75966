import type { Request } from '../operations/catalog.ts'
import { uncloneableError } from './uncloneable.ts'

/**
 * The request of a task with an input of our own: cloned now, and what its `moved` names taken over, so that it is the
 * caller's no more.
 * @throws QdrantPoolError INVALID_ARGUMENT where the input cannot cross to a thread
 */
export function takeInput({ operation, target, params, moved = [] }: Request): Request {
  try {
    // The list is cloned with what it names: this is how one learns what came of the moved objects.
    const taken = structuredClone({ params, moved }, { transfer: [...moved] })
    return moved.length === 0 ? { operation, target, params: taken.params } : { operation, target, ...taken }
  } catch (cause) {
    throw uncloneableError(operation, params, cause)
  }
}
