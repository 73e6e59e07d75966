import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2'
import type { Cancellation } from '../cancellation.ts'
import { MAX_MESSAGE_BYTES } from './frame.ts'
import { closeLine, type Line, testLine } from './line.ts'

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
  /** The server did not look at it, but it came there. */
  readonly turnedAway: boolean
  constructor(message: string, sent: boolean, options?: ErrorOptions & { turnedAway?: boolean }) {
    super(message, options)
    this.sent = sent
    this.turnedAway = options?.turnedAway ?? false
  }
}

/** Sends one message and takes what comes back, on a stream of its own, which a cancellation resets. @throws CallError */
export function exchange(
  line: Line,
  headers: Readonly<Record<string, string>>,
  frame: Buffer,
  cancellation?: Cancellation,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = line.session.request(headers)
    cancellation?.onCancel(() => {
      // A stream of a session that still connects would wait for it: nobody knows how long.
      if (!line.isConnected) stream.destroy()
      else {
        stream.close(constants.NGHTTP2_CANCEL)
        testLine(line)
      }
    })
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
      if (line.inFlight === 0 && line.session.closed) closeLine(line)
      const status = head[':status']
      const isAnswered = head['grpc-status'] !== undefined || (status !== undefined && Number(status) !== 200)
      if (isAnswered) resolve(answerOf(head, body))
      else reject(callError(line, stream, error))
    })
    stream.end(frame)
  })
}

function callError(line: Line, stream: ClientHttp2Stream, thrown: Error | undefined): CallError {
  const cause = line.error ?? (thrown?.cause instanceof Error ? thrown.cause : thrown)
  const isRefused =
    stream.rstCode === constants.NGHTTP2_REFUSED_STREAM || (stream.id ?? Number.POSITIVE_INFINITY) > line.lastStreamId
  const sent = line.isConnected && !isRefused
  // Errors of several addresses have no message of their own.
  const message = cause?.message || (cause as NodeJS.ErrnoException | undefined)?.code || 'the stream was closed'
  return new CallError(message, sent, { cause, turnedAway: line.isConnected && isRefused })
}

function answerOf(head: IncomingHttpHeaders, body: readonly Buffer[]): Answer {
  const status = head['grpc-status']
  const code = status === undefined ? undefined : Number(status)
  const headers = Object.entries(head).flatMap(([name, value]): [string, string][] =>
    value === undefined || name.startsWith(':') ? [] : [[name, String(value)]],
  )
  const message = code === undefined ? Buffer.concat(body).toString() : decoded(String(head['grpc-message'] ?? ''))
  return { httpStatus: Number(head[':status']), code, message, headers, body }
}

/** Messages are percent-encoded UTF-8. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message)
  } catch {
    return message
  }
}
