import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2'
import type { Duplex } from 'node:stream'
import { MAX_MESSAGE_BYTES } from './frame.ts'

/** Larger than any answer, so that the server never waits for window updates. */
const WINDOW_BYTES = 2 * MAX_MESSAGE_BYTES

/** The answer to a unary call: `code` is that of gRPC, undefined where something else than gRPC answered. */
export interface Answer {
  readonly httpStatus: number
  readonly code: number | undefined
  readonly message: string
  readonly headers: ReadonlyArray<readonly [string, string]>
  readonly body: readonly Buffer[]
}

/** A call failed below gRPC; `sent` tells whether the server may have seen it. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly sent: boolean
  constructor(message: string, sent: boolean, options?: ErrorOptions) {
    super(message, options)
    this.sent = sent
  }
}

/** One HTTP/2 session and what is known of it. */
interface Line {
  readonly session: ClientHttp2Session
  /** When its socket is closed. */
  readonly ended: Promise<void>
  socket: Duplex | undefined
  error: Error | undefined
  /** From GOAWAY, which lets the session take no new calls: streams beyond were not looked at by the server. */
  lastStreamId: number
  inFlight: number
}

/** Unary calls over one HTTP/2 session, which is opened by the first call and again after it was lost. */
export class GrpcSession {
  readonly #authority: string
  readonly #headers: Readonly<Record<string, string>>
  #line: Line | undefined
  #sockets = 0
  /** Counts resets: a call that waited while one happened was cancelled by it. */
  #epoch = 0

  constructor(authority: string, headers: Readonly<Record<string, string>>) {
    this.#authority = authority
    this.#headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers', ...headers }
  }

  /** Sockets open now: 0 or 1. */
  get sockets(): number {
    return this.#sockets
  }

  /** @throws CallError, and what `frame` rejects with */
  async call(path: string, frame: Promise<Buffer> | Buffer): Promise<Answer> {
    const epoch = this.#epoch
    const body = await frame
    const line = await this.#ready()
    if (epoch !== this.#epoch) throw new CallError('the connection was reset before the call was sent', false)
    return exchange(line, { ...this.#headers, ':path': path }, body)
  }

  /** Closes the session, which fails what is in flight; resolves when its socket is closed. */
  async reset(): Promise<void> {
    this.#epoch++
    const line = this.#line
    if (line !== undefined) destroy(line)
    await line?.ended
  }

  /** The session to use, after the one before is gone: the server never sees two. */
  async #ready(): Promise<Line> {
    while (this.#line?.session.closed || this.#line?.session.destroyed) await this.#line.ended
    this.#line ??= this.#open()
    return this.#line
  }

  #open(): Line {
    const session = connect(this.#authority, { settings: { enablePush: false, initialWindowSize: WINDOW_BYTES } })
    const ended = Promise.withResolvers<void>()
    const line: Line = {
      session,
      ended: ended.promise,
      socket: undefined,
      error: undefined,
      lastStreamId: Number.POSITIVE_INFINITY,
      inFlight: 0,
    }
    session.once('connect', (_session, socket) => {
      // Told on a later turn than the socket's own event: a reset may have come between.
      if (session.destroyed) return
      this.#sockets++
      line.socket = socket
      session.setLocalWindowSize(WINDOW_BYTES)
    })
    session.on('goaway', (_code, lastStreamId) => {
      line.lastStreamId = lastStreamId
      if (line.inFlight === 0) destroy(line)
    })
    session.on('error', (error) => {
      line.error = error
    })
    session.once('close', () => {
      if (line.socket !== undefined) this.#sockets--
      if (this.#line === line) this.#line = undefined
      ended.resolve()
    })
    return line
  }
}

/** With its socket: a session that was closed after GOAWAY would wait for the server to close its half. */
function destroy({ session, socket }: Line): void {
  session.destroy()
  socket?.destroy()
}

function exchange(line: Line, headers: Readonly<Record<string, string>>, frame: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = line.session.request(headers)
    line.inFlight++
    const body: Buffer[] = []
    let bytes = 0
    let head: IncomingHttpHeaders = {}
    let error: Error | undefined
    stream.on('response', (received) => {
      head = received
    })
    // The status comes last, or at once where there is nothing else.
    stream.on('trailers', (received) => {
      head = { ...head, ...received }
    })
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      body.push(chunk)
      if (bytes <= MAX_MESSAGE_BYTES) return
      error = new Error(`the answer is larger than ${MAX_MESSAGE_BYTES} bytes`)
      stream.close(constants.NGHTTP2_CANCEL)
    })
    stream.on('error', (thrown) => {
      error ??= thrown
    })
    stream.once('close', () => {
      line.inFlight--
      if (line.inFlight === 0 && line.session.closed) destroy(line)
      const status = head[':status']
      if (head['grpc-status'] !== undefined || (status !== undefined && Number(status) !== 200))
        resolve(answerOf(head, body))
      else reject(callError(line, stream, error))
    })
    stream.end(frame)
  })
}

function callError(line: Line, stream: ClientHttp2Stream, thrown: Error | undefined): CallError {
  const cause = line.error ?? thrown
  const sent =
    line.socket !== undefined &&
    stream.rstCode !== constants.NGHTTP2_REFUSED_STREAM &&
    (stream.id ?? Number.POSITIVE_INFINITY) <= line.lastStreamId
  // Errors of several addresses have no message of their own.
  const message = cause?.message || (cause as NodeJS.ErrnoException | undefined)?.code || 'the stream was closed'
  return new CallError(message, sent, { cause })
}

function answerOf(head: IncomingHttpHeaders, body: readonly Buffer[]): Answer {
  const code = head['grpc-status']
  const headers = Object.entries(head).flatMap(([name, value]): [string, string][] =>
    value === undefined || name.startsWith(':') ? [] : [[name, String(value)]],
  )
  const httpStatus = Number(head[':status'])
  const message = code === undefined ? Buffer.concat(body).toString() : decoded(String(head['grpc-message'] ?? ''))
  return { httpStatus, code: code === undefined ? undefined : Number(code), message, headers, body }
}

/** Messages are percent-encoded UTF-8. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message)
  } catch {
    return message
  }
}
