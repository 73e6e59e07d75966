import { QdrantClient } from '../base/qdrant-client.ts'
import { hotOperations, type Request } from '../operations/catalog.ts'
import { CLIENT_METHOD, namesCollection } from '../operations/client-method.ts'
import type { Params } from '../operations/operation.ts'
import { checkCollectionName } from './collection-name.ts'
import type { PoolClient } from './columnar-upsert.ts'

/** Sends one request to a worker and settles with the client's answer. */
export type Submit = (request: Request) => Promise<unknown>

/**
 * An object with every method of the installed QdrantClient, each of which runs in a worker. It has the client's
 * prototype, so that `instanceof QdrantClient` and the client's types hold, and none of its state.
 */
export function createPoolClient(submit: Submit): PoolClient {
  const client = Object.create(QdrantClient.prototype) as PoolClient
  for (const method of Object.getOwnPropertyNames(QdrantClient.prototype)) {
    if (method === 'constructor') continue
    const value = method === 'api' ? () => apiClient(submit) : clientMethod(method, submit)
    Object.defineProperty(client, method, { value, enumerable: false, writable: true, configurable: true })
  }
  return client
}

function clientMethod(method: string, submit: Submit): (...args: unknown[]) => Promise<unknown> {
  const hot = hotOperations.has(method)
  return async (...args) => {
    if (namesCollection(method)) checkCollectionName(method, args[0])
    if (hot) return submit({ operation: method, target: args[0] as string, params: (args[1] ?? {}) as Params })
    return submit({ operation: CLIENT_METHOD, target: method, params: { args } })
  }
}

/** `client.api()`: every function of the OpenAPI client; answers `{ data, status, headers, … }`. */
function apiClient(submit: Submit): unknown {
  return new Proxy(Object.freeze({}), {
    get: (_target, name) => {
      // A thenable would be called by `await`.
      if (typeof name !== 'string' || name === 'then') return undefined
      return async (...args: unknown[]) => {
        const answer = await submit({ operation: CLIENT_METHOD, target: name, params: { args, api: true } })
        const { headers, ...rest } = answer as { headers: [string, string][] }
        return { ...rest, headers: new Headers(headers) }
      }
    },
  })
}
