import { contextHeaders } from '../base/context-headers.ts'
import { QdrantClient } from '../base/qdrant-client.ts'
import { serverAddress } from '../base/server-url.ts'
import { hotOperations, type Request } from '../operations/catalog.ts'
import { CLIENT_METHOD, namesCollection } from '../operations/client-method.ts'
import type { Params } from '../operations/operation.ts'
import { createApi } from './api-client.ts'
import { checkCollectionName } from './collection-name.ts'
import type { PoolClient } from './columnar-upsert.ts'
import { legacySearch } from './legacy-search.ts'

/** Sends one request to a worker and settles with the client's answer. */
export type Submit = (request: Request) => Promise<unknown>

/**
 * An object with every method of the installed QdrantClient, each of which runs in a worker, and those that it had before.
 * It has the client's prototype, so that `instanceof QdrantClient` and the client's types hold, and none of its state.
 * @param url of the server, for what programs read off a client
 */
export function createPoolClient(submit: Submit, url?: string): PoolClient {
  const send = (request: Request) => submit(inContext(request))
  let made: object | undefined
  const api = () => {
    made ??= createApi(send)
    return made
  }
  const client = Object.create(QdrantClient.prototype) as PoolClient
  const define = (name: string, how: PropertyDescriptor) =>
    Object.defineProperty(client, name, { enumerable: false, configurable: true, ...how })
  for (const method of Object.getOwnPropertyNames(QdrantClient.prototype)) {
    if (method === 'constructor') continue
    define(method, { value: method === 'api' ? api : clientMethod(method, send), writable: true })
  }
  for (const [method, value] of Object.entries(legacySearch(client))) define(method, { value, writable: true })
  define('_openApiClient', { get: api })
  for (const [name, value] of Object.entries(url === undefined ? {} : addressMembers(url))) define(name, { value })
  return client
}

function clientMethod(method: string, send: Submit): (...args: unknown[]) => Promise<unknown> {
  const hot = hotOperations.has(method)
  return async (...args) => {
    if (namesCollection(method)) checkCollectionName(method, args[0])
    if (hot) return send({ operation: method, target: args[0] as string, params: (args[1] ?? {}) as Params })
    return send({ operation: CLIENT_METHOD, target: method, params: { args } })
  }
}

/** With the headers of the `withHeaders` that the caller is inside of, which beat all others. */
function inContext(request: Request): Request {
  const headers = contextHeaders()
  return headers === undefined ? request : { ...request, headers: { ...request.headers, ...headers } }
}

/** What a client keeps of its server's address, which a program without types may read. */
function addressMembers(url: string): Record<string, unknown> {
  const { origin, prefix, port } = serverAddress(url)
  const { protocol, hostname } = new URL(origin)
  return {
    _https: protocol === 'https:',
    _scheme: protocol.slice(0, -1),
    _host: hostname,
    _port: port,
    _prefix: prefix,
    _restUri: origin + prefix,
  }
}
