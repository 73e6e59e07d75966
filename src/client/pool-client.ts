import { contextHeaders } from '../base/context-headers.ts'
import { QdrantClient } from '../base/qdrant-client.ts'
import { serverAddress } from '../base/server-url.ts'
import { hotOperations, type Request } from '../operations/catalog.ts'
import { CLIENT_METHOD, namesCollection } from '../operations/client-method.ts'
import type { Params } from '../operations/operation.ts'
import { createApi } from './api-client.ts'
import { checkCollectionName } from './collection-name.ts'
import type { PoolClient } from './columnar-upsert.ts'
import { type LegacySearch, legacySearch } from './legacy-search.ts'

/** Sends one request to a worker and settles with the client's answer. */
export type Submit = (request: Request) => Promise<unknown>

const METHODS = Object.getOwnPropertyNames(QdrantClient.prototype).filter((name) => name !== 'constructor')
const ADDRESS_MEMBERS = ['_https', '_scheme', '_host', '_port', '_prefix', '_restUri'] as const

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
  for (const method of METHODS) define(client, method, method === 'api' ? api : clientMethod(method, send))
  const before = legacySearch(client)
  for (const method in before) define(client, method, before[method as keyof LegacySearch])
  Object.defineProperty(client, '_openApiClient', { get: api })
  if (url !== undefined) defineAddress(client, url)
  return client
}

function define(client: object, method: string, value: unknown): void {
  Object.defineProperty(client, method, { value, enumerable: false, writable: true, configurable: true })
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

/** What a client keeps of its server's address, which a program without types may read; found out when one does. */
function defineAddress(client: object, url: string): void {
  for (const name of ADDRESS_MEMBERS) Object.defineProperty(client, name, { get: () => addressMembers(url)[name] })
}

function addressMembers(url: string): Record<(typeof ADDRESS_MEMBERS)[number], unknown> {
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
