import type { QdrantClient } from '@qdrant/js-client-rest'
import { withPlainLists } from '../../base/number-lists.ts'
import type { Request } from '../../operations/catalog.ts'
import { clientMethodParams } from '../../operations/client-method.ts'
import type { RequestHeaders } from '../../operations/operation.ts'
import type { Failure } from '../../protocol/failure.ts'
import type { ConnectionSettings, Reply } from '../../protocol/messages.ts'
import { type Cancellation, cancelledUnsent } from '../cancellation.ts'
import type { RestConnection } from './connection.ts'
import { failureOf, serverFailure } from './failure.ts'

type Method = (...args: readonly unknown[]) => Promise<unknown>

/**
 * Every method of QdrantClient that has no form of our own, run by the client itself. The client calls the global
 * `fetch` at call time with a dispatcher of its own; inside a worker that global is the connection's fetch, so that the
 * client rides on the worker's one socket. Loaded when first needed: it costs 30 MB a thread.
 */
export class LongTail {
  readonly #connection: RestConnection
  readonly #settings: Pick<ConnectionSettings, 'apiKey' | 'headers'>
  #client: Promise<QdrantClient> | undefined
  /** Of the call that runs: the client's own fetch cannot be told. */
  #current: Cancellation | undefined
  /** Requests of the call that runs which the server has answered. */
  #answered = 0
  /** The last answer, where the client makes an error of its own of it that tells less. */
  #odd: Failure | undefined
  /** Of the call that runs. */
  #headers: RequestHeaders | undefined
  #giveFetchBack: (() => void) | undefined

  constructor(connection: RestConnection, settings: Pick<ConnectionSettings, 'apiKey' | 'headers'>) {
    this.#connection = connection
    this.#settings = settings
  }

  /** Never throws. */
  async call({ target: method, params, headers }: Request, cancellation?: Cancellation): Promise<Reply> {
    const { args, api } = clientMethodParams(params)
    try {
      this.#client ??= this.#load()
      const client = await this.#client
      if (cancellation?.isCancelled) return cancelledUnsent()
      this.#current = cancellation
      this.#answered = 0
      this.#odd = undefined
      this.#headers = headers
      const owner = (api ? client.api() : client) as unknown as Record<string, Method>
      if (typeof owner[method] !== 'function') {
        const message = `the installed client has no method ${api ? `api().${method}` : method}`
        return { ok: false, failure: { kind: 'argument', message } }
      }
      const value = await owner[method](...(withPlainLists(args) as typeof args))
      return { ok: true, value: api ? plainAnswer(value) : value }
    } catch (thrown) {
      const failure = this.#odd ?? clientFailure(thrown, this.#connection.address.origin)
      // A method may send several requests: what the first of them did is done.
      const isPartial = this.#answered > 0 && failure.kind === 'connection'
      return { ok: false, failure: isPartial ? { ...failure, outcome: 'unknown' } : failure }
    }
  }

  /** Gives the thread its own `fetch` back. */
  close(): void {
    this.#giveFetchBack?.()
  }

  /** Only what goes to the server: an embedder in the same thread may fetch from elsewhere. */
  #takeFetch(origin: string): void {
    const before = globalThis.fetch
    const own: typeof before = (input, init) => {
      const url = input instanceof Request ? input.url : input
      const isServer = new URL(url).origin === new URL(origin).origin
      return isServer && !(input instanceof Request) ? this.#fetch(url, init) : before(input, init)
    }
    globalThis.fetch = own
    this.#giveFetchBack = () => {
      if (globalThis.fetch === own) globalThis.fetch = before
    }
  }

  async #fetch(url: string | URL, init: RequestInit | undefined): Promise<Response> {
    const headers = new Headers(init?.headers)
    for (const [name, value] of Object.entries(this.#headers ?? {})) headers.set(name, value)
    const response = await this.#connection.fetch(url, { ...init, headers }, this.#current)
    this.#answered++
    this.#odd = isOdd(response) ? await failureOfResponse(response) : undefined
    return response
  }

  async #load(): Promise<QdrantClient> {
    const { origin, port, prefix } = this.#connection.address
    const { QdrantClient } = await import('@qdrant/js-client-rest')
    this.#takeFetch(origin)
    return new QdrantClient({
      url: origin,
      port,
      ...(prefix === '' ? {} : { prefix }),
      headers: {
        ...this.#settings.headers,
        // As a header, because the option prints a warning to the console on plain http.
        ...(this.#settings.apiKey === undefined ? {} : { 'api-key': this.#settings.apiKey }),
      },
      timeout: Number.POSITIVE_INFINITY,
      checkCompatibility: false,
    })
  }
}

interface ClientAnswer {
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly headers: Headers
  readonly data: unknown
}

/** An answer of `api()` without the Headers object, which cannot cross a thread. */
function plainAnswer(value: unknown): unknown {
  const { headers, ...rest } = value as ClientAnswer
  return { ...rest, headers: [...headers] }
}

function clientFailure(thrown: unknown, url: string): Failure {
  if (thrown instanceof Error && 'status' in thrown && 'headers' in thrown) {
    const { status, statusText, headers, data, url: at } = thrown as Error & ClientAnswer
    return { kind: 'server', status, statusText, url: at, headers: [...headers], data }
  }
  return failureOf(thrown, url)
}

/** The client misreads the Retry-After of a 429, and takes only 200 and 201 for success. */
function isOdd({ ok, status }: Response): boolean {
  return status === 429 || (ok && status !== 200 && status !== 201)
}

async function failureOfResponse(response: Response): Promise<Failure> {
  const { status, statusText, url, headers } = response
  const text = await response.clone().text()
  return serverFailure({ status, statusText, headers: Object.fromEntries(headers), text }, url)
}
