import { gunzipSync } from 'node:zlib'
import { Client, type Dispatcher, fetch as undiciFetch } from 'undici'
import { type ServerAddress, serverAddress } from '../../base/server-url.ts'
import type { ThreadSettings } from '../../protocol/messages.ts'

/** Longer than any idle time between two keep-alive requests, so that undici never closes an idle socket itself. */
const KEEP_SOCKET_MS = 3_600_000

export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
}

/** A request failed below HTTP; `sent` tells whether the server may have seen it. */
export class SocketError extends Error {
  override readonly name = 'SocketError'
  readonly sent: boolean
  constructor(cause: Error, sent: boolean) {
    super(cause.message, { cause })
    this.sent = sent
  }
}

/**
 * The worker's one connection: an undici Client, which holds one socket and opens it anew when it was closed.
 * undici's own timeouts are off (they are coarse): the main thread's deadline ends a request by `reset()`.
 */
export class RestConnection {
  readonly address: ServerAddress
  readonly #headers: Record<string, string>
  readonly #connectFailures = new WeakSet<Error>()
  #client: Client
  #sockets = 0

  constructor(settings: Pick<ThreadSettings, 'url' | 'apiKey' | 'headers' | 'compression'>) {
    this.address = serverAddress(settings.url)
    this.#headers = {
      ...settings.headers,
      ...(settings.apiKey === undefined ? {} : { 'api-key': settings.apiKey }),
      'accept-encoding': settings.compression,
    }
    this.#client = this.#newClient()
  }

  /** Sockets open now: 0 or 1. */
  get sockets(): number {
    return this.#sockets
  }

  /** @throws SocketError */
  async request(method: Dispatcher.HttpMethod, path: string, body?: string): Promise<Answer> {
    const headers = body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' }
    try {
      const answer = await this.#client.request({
        method,
        path: this.address.prefix + path,
        headers,
        body: body ?? null,
      })
      const text =
        answer.headers['content-encoding'] === 'gzip'
          ? gunzipSync(await answer.body.bytes()).toString()
          : await answer.body.text()
      return { status: answer.statusCode, statusText: answer.statusText, headers: answer.headers, text }
    } catch (thrown) {
      throw this.#socketError(thrown)
    }
  }

  /** A `fetch` that goes over this connection's socket, for the server's origin only; redirects are refused. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (new URL(url).origin !== new URL(this.address.origin).origin)
      throw new Error(`A worker's connection only talks to ${this.address.origin}`)
    const headers = new Headers(init?.headers)
    headers.set('accept-encoding', this.#headers['accept-encoding'] ?? 'identity')
    try {
      const options = { ...init, headers, redirect: 'error', dispatcher: this.#client }
      return (await undiciFetch(url, options as never)) as unknown as Response
    } catch (thrown) {
      const cause = thrown instanceof TypeError ? thrown.cause : thrown
      throw this.#socketError(cause instanceof Error ? cause : thrown)
    }
  }

  /** Closes the socket, which fails a request in flight; the next request opens a new one, after the old is gone. */
  async reset(): Promise<void> {
    const old = this.#client
    this.#client = this.#newClient()
    await old.destroy()
  }

  async close(): Promise<void> {
    await this.#client.destroy()
  }

  #newClient(): Client {
    const client = new Client(this.address.origin, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_SOCKET_MS,
      keepAliveMaxTimeout: KEEP_SOCKET_MS,
    })
    client.on('connect', () => this.#sockets++)
    client.on('disconnect', () => this.#sockets--)
    client.on('connectionError', (_origin, _targets, error) => this.#connectFailures.add(error))
    return client
  }

  #socketError(thrown: unknown): SocketError {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    return error instanceof SocketError ? error : new SocketError(error, !this.#connectFailures.has(error))
  }
}
