import { apiFunctionNames, ServerError } from '../base/qdrant-client.ts'
import { unlessAborted } from '../base/unless-aborted.ts'
import type { Request } from '../operations/catalog.ts'
import { CLIENT_METHOD } from '../operations/client-method.ts'

/** The functions of `client.api()`; each answers `{ data, status, headers, … }`. */
export function createApi(submit: (request: Request) => Promise<unknown>): object {
  return Object.fromEntries(apiFunctionNames().map((name) => [name, apiFunction(name, submit)]))
}

function apiFunction(name: string, submit: (request: Request) => Promise<unknown>): unknown {
  const call = async (payload: unknown, init: RequestInit = {}) => {
    const { signal } = init
    signal?.throwIfAborted()
    const request = { operation: CLIENT_METHOD, target: name, params: { args: [payload], api: true } }
    const headers = init.headers && { headers: Object.fromEntries(new Headers(init.headers)) }
    const answered = submit({ ...request, ...headers })
    const answer = await (signal ? unlessAborted(answered, signal) : answered)
    const { headers: received, ...rest } = answer as { headers: [string, string][] }
    return { ...rest, headers: new Headers(received) }
  }
  return Object.assign(call, { Error: ServerError })
}
