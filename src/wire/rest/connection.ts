import { once } from 'node:events'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildConnector, Client, type Dispatcher, fetch as undiciFetch } from 'undici'
import { type ServerAddress, serverAddress } from '../../base/server-url.ts'
import type { RequestHeaders } from '../../operations/operation.ts'
import type { ConnectionSettings } from '../../protocol/messages.ts'
import type { Cancellation } from '../cancellation.ts'
import { type Answer, exchange } from './exchange.ts'

/** Longer than any idle time between two keep-alive requests, so that undici never closes an idle socket itself. */
const KEEP_SOCKET_MS = 3_600_000

/** An idle socket is closed by FIN and waits this long for the server's own, so that the server has let go of it. */
const ORDERLY_CLOSE_MS = 200

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
  /** Called when its socket has opened or closed. */
  onSockets: () => void = () => {}
  readonly #headers: Record<string, string>
  readonly #jsonHeaders: Record<string, string>
  readonly #connectFailures = new WeakSet<Error>()
  readonly #connect = buildConnector({})
  #client: Client
  #socket: Socket | undefined
  #sockets = 0
  #inFlight = 0
  #closing: Promise<void> | undefined

  constructor(settings: Pick<ConnectionSettings, 'url' | 'apiKey' | 'headers' | 'compression'>) {
    this.address = serverAddress(settings.url)
    this.#headers = {
      ...settings.headers,
      ...(settings.apiKey === undefined ? {} : { 'api-key': settings.apiKey }),
      'accept-encoding': settings.compression,
    }
    this.#jsonHeaders = { ...this.#headers, 'content-type': 'application/json' }
    this.#client = this.#newClient()
  }

  /** Sockets open now: 0 or 1. */
  get sockets(): number {
    return this.#sockets
  }

  /** @throws SocketError */
  async request(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: string | Buffer,
    cancellation?: Cancellation,
    own?: RequestHeaders,
  ): Promise<Answer> {
    const usual = body === undefined ? this.#headers : this.#jsonHeaders
    const headers = own === undefined ? usual : withOwn(usual, own)
    const request = { method, path: this.address.prefix + path, headers, body: body ?? null }
    return this.#overSocket((client) => exchange(client, request), cancellation)
  }

  /**
   * A `fetch` that goes over this connection's socket; redirects are refused. The answer's body is here when it resolves: a
   * connection lost under it is a SocketError too.
   */
  readonly fetch = async (url: string | URL, init?: RequestInit, cancellation?: Cancellation): Promise<Response> => {
    const headers = new Headers(init?.headers)
    headers.set('accept-encoding', this.#headers['accept-encoding'] ?? 'identity')
    return this.#overSocket(async (client) => {
      const options = { ...init, headers, redirect: 'error', dispatcher: client }
      return wholeResponse((await undiciFetch(url, options as never)) as unknown as Response)
    }, cancellation)
  }

  /**
   * Closes the socket, which fails a request in flight. The next request opens a new one, after the old is closed.
   */
  async reset(): Promise<void> {
    const [old, socket] = [this.#client, this.#socket]
    this.#client = this.#newClient()
    this.#socket = undefined
    const before = this.#closing
    const isIdle = this.#inFlight === 0
    const closing = Promise.all([before, closeSocket(old, socket, isIdle)]).then(() => {})
    this.#closing = closing
    await closing
    if (this.#closing === closing) this.#closing = undefined
  }

  async close(): Promise<void> {
    await closeSocket(this.#client, this.#socket, this.#inFlight === 0)
  }

  async #overSocket<T>(request: (client: Client) => Promise<T>, cancellation?: Cancellation): Promise<T> {
    while (this.#closing !== undefined) await this.#closing
    // Its reset came before it was on a socket: nothing else would end it.
    if (cancellation?.isCancelled) throw new SocketError(new Error('cancelled before it was sent'), false)
    this.#inFlight++
    try {
      return await request(this.#client)
    } catch (thrown) {
      throw this.#socketError(thrown)
    } finally {
      this.#inFlight--
    }
  }

  #newClient(): Client {
    const client = new Client(this.address.origin, {
      connect: (options, callback) => {
        // undici's connector returns the socket before it is connected, so that a stalled handshake can be ended too.
        const socket: unknown = this.#connect(options, callback)
        if (socket instanceof Socket) this.#socket = socket
      },
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_SOCKET_MS,
      keepAliveMaxTimeout: KEEP_SOCKET_MS,
    })
    const count = (change: number) => {
      this.#sockets += change
      this.onSockets()
    }
    client.on('connect', () => count(1))
    client.on('disconnect', () => count(-1))
    client.on('connectionError', (_origin, _targets, error) => this.#connectFailures.add(error))
    return client
  }

  /** fetch wraps what went wrong in a TypeError. */
  #socketError(thrown: unknown): SocketError {
    const cause = thrown instanceof TypeError && thrown.cause instanceof Error ? thrown.cause : thrown
    const error = cause instanceof Error ? cause : new Error(String(cause))
    return new SocketError(error, !this.#connectFailures.has(error))
  }
}

/** A header given twice is sent twice: the connection's may be spelled in another case. */
function withOwn(usual: RequestHeaders, own: RequestHeaders): Record<string, string> {
  const rest = Object.entries(usual).filter(([name]) => own[name.toLowerCase()] === undefined)
  return { ...Object.fromEntries(rest), ...own }
}

async function wholeResponse(response: Response): Promise<Response> {
  const { status, statusText, headers, url } = response
  const body = await response.arrayBuffer()
  const whole = new Response(body.byteLength === 0 ? null : body, { status, statusText, headers })
  return Object.defineProperty(whole, 'url', { value: url })
}

/** Resolves when the socket is closed: an idle one in order, with the server's own FIN, one in use at once. */
async function closeSocket(client: Client, socket: Socket | undefined, isIdle: boolean): Promise<void> {
  if (socket !== undefined && !socket.closed) {
    const limit = new AbortController()
    const closed = once(socket, 'close', { signal: limit.signal }).catch(() => {})
    if (isIdle && !socket.connecting) socket.end()
    else socket.destroy()
    await Promise.race([closed, sleep(ORDERLY_CLOSE_MS, undefined, { signal: limit.signal }).catch(() => {})])
    limit.abort()
  }
  await client.destroy()
}
