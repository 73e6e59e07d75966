import type { RequestHeaders } from '../../operations/operation.ts'
import type { Cancellation } from '../cancellation.ts'
import { closeLine, type Line, openLine } from './line.ts'
import { type Answer, CallError, exchange } from './unary-call.ts'

/** Headers of an HTTP/1.1 connection, which HTTP/2 forbids. */
const OF_HTTP_1 = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te'])

/** Unary calls over one HTTP/2 session, which is opened by the first call and again after it was lost. */
export class GrpcSession {
  readonly #url: URL
  readonly #headers: Readonly<Record<string, string>>
  /** Called when its socket has opened or closed. */
  onSockets: () => void = () => {}
  #line: Line | undefined
  /** Counts resets: a call that waited while one happened was cancelled by it. */
  #resets = 0

  constructor(url: URL, headers: Readonly<Record<string, string>>) {
    this.#url = url
    this.#headers = {
      ...forHttp2(headers),
      ':method': 'POST',
      'content-type': 'application/grpc',
      te: 'trailers',
    }
  }

  /** Sockets open now: 0 or 1. */
  get sockets(): number {
    return this.#line?.isConnected && !this.#line.socket.closed ? 1 : 0
  }

  /** @throws CallError, and what `frame` rejects with */
  async call(
    path: string,
    frame: Promise<Buffer> | Buffer,
    cancellation?: Cancellation,
    own?: RequestHeaders,
  ): Promise<Answer> {
    const resets = this.#resets
    const body = await frame
    // The one before is gone first: the server never sees two.
    while (this.#line !== undefined && isEnding(this.#line)) await this.#end(this.#line)
    if (resets !== this.#resets) throw new CallError('the connection was reset before the call was sent', false)
    if (cancellation?.isCancelled) throw new CallError('the call was cancelled before it was sent', false)
    this.#line ??= this.#open()
    return exchange(this.#line, { ...this.#headers, ...(own && forHttp2(own)), ':path': path }, body, cancellation)
  }

  /** Closes the session, which fails what is in flight; resolves when its socket is closed. */
  async reset(): Promise<void> {
    this.#resets++
    if (this.#line === undefined) return
    closeLine(this.#line)
    await this.#end(this.#line)
  }

  #open(): Line {
    const line = openLine(this.#url)
    // After the line's own listener, which notes that it is connected.
    line.session.once('connect', () => this.onSockets())
    line.socket.once('close', () => this.onSockets())
    return line
  }

  async #end(line: Line): Promise<void> {
    await line.ended
    if (this.#line === line) this.#line = undefined
  }
}

function isEnding({ session }: Line): boolean {
  return session.closed || session.destroyed
}

function forHttp2(headers: RequestHeaders): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return Object.fromEntries(lower.filter(([name]) => !OF_HTTP_1.has(name)))
}
