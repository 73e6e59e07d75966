// The one place where the main thread meets @qdrant/js-client-rest: its class, whose prototype `pool.client` has, and
// the errors that users catch by class.
import { QdrantClient, QdrantClientTimeoutError } from '@qdrant/js-client-rest'
import { ApiError } from '@qdrant/openapi-typescript-fetch'
import { DeadlineExceededError, QdrantPoolError } from './errors.ts'

export {
  QdrantClient,
  QdrantClientResourceExhaustedError,
  QdrantClientUnexpectedResponseError,
} from '@qdrant/js-client-rest'
export { ApiError } from '@qdrant/openapi-typescript-fetch'

// A program that catches the client's own error of a call that took too long catches the pool's by the same class: it
// descends from that, and is a QdrantPoolError, which adds nothing to its prototype, all the same.
Object.setPrototypeOf(DeadlineExceededError.prototype, QdrantClientTimeoutError.prototype)
Object.defineProperty(QdrantPoolError, Symbol.hasInstance, {
  value(this: unknown, error: unknown): boolean {
    const descends = Function.prototype[Symbol.hasInstance].call(this, error)
    return descends || (this === QdrantPoolError && error instanceof DeadlineExceededError)
  },
})

/** An answer that is an error. The client has such a class for each function of its `api()`, here it is one for all. */
export class ServerError extends ApiError {
  getActualType(): { status: number; data: unknown } {
    return { status: this.status, data: this.data }
  }
}

let names: readonly string[] | undefined

/** Names of the functions of `client.api()`; the one place that has them is a client. */
export function apiFunctionNames(): readonly string[] {
  names ??= Object.keys(new QdrantClient({ checkCompatibility: false }).api())
  return names
}
