import { createServer, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { ConnectionCounter, type ConnectionCounts } from '../connection-counter.ts'
import type { Service } from '../service.ts'
import { answerCall } from './call.ts'
import { GrpcError, grpcError, OK, OUT_OF_RANGE, UNIMPLEMENTED } from './status.ts'
import { loadVendor, type Vendor } from './vendor.ts'

const HOST = '127.0.0.1'
/** Before a message: a flag for compression and the length. */
const PREFIX_BYTES = 5
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
const RESPONSE = { ':status': 200, 'content-type': 'application/grpc' } as const

export interface GrpcServer {
  readonly port: number
  connections(): ConnectionCounts
  close(): Promise<void>
}

/**
 * Starts the gRPC side of the server in this thread: unary calls over plain HTTP/2, for the hot operations and the
 * health check. @throws Error where the optional package @qdrant/js-client-grpc is missing, or the port is taken
 */
export async function listenGrpc(
  service: Pick<Service, 'answer'>,
  {
    port = 0,
    counter = new ConnectionCounter(),
  }: { readonly port?: number; readonly counter?: ConnectionCounter } = {},
): Promise<GrpcServer> {
  const vendor = await loadVendor()
  const server = createServer({ settings: { initialWindowSize: MAX_MESSAGE_BYTES } })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    counter.add(clientEnd(socket))
  })
  server.on('session', (session) => session.setLocalWindowSize(MAX_MESSAGE_BYTES))
  server.on('stream', (stream, headers) => receive(stream, String(headers[':path']), service, vendor))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`The embedded server cannot listen on ${HOST}:${port}: ${cause.message}`, { cause })),
    )
    server.listen(port, HOST, resolve)
  })
  let closing: Promise<void> | undefined
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => counter.counts,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        // Calls are answered in one go: what is open now is idle, or still sending its message.
        for (const socket of sockets) socket.destroy()
      })
      return closing
    },
  }
}

/** Closed when the client has closed it: node:http2 takes some turns more to close the server's end. */
function clientEnd(socket: Socket): Parameters<ConnectionCounter['add']>[0] {
  return {
    once(_close, listener) {
      let isTold = false
      const tell = () => {
        if (!isTold) listener()
        isTold = true
      }
      socket.once('end', tell).once('close', tell)
    },
  }
}

function receive(stream: ServerHttp2Stream, path: string, service: Pick<Service, 'answer'>, vendor: Vendor): void {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    // Read to its end all the same: a client that is still writing would see a reset, not an answer.
    if (bytes <= MAX_MESSAGE_BYTES) chunks.push(chunk)
    else chunks.length = 0
  })
  // A caller that hangs up is no error here.
  stream.on('error', () => {})
  stream.once('end', () => {
    // Also told of a stream whose caller has hung up, which takes no answer any more.
    if (stream.destroyed) return
    try {
      if (bytes > MAX_MESSAGE_BYTES)
        throw new GrpcError(OUT_OF_RANGE, `the message is larger than ${MAX_MESSAGE_BYTES} bytes`)
      const framed = Buffer.concat(chunks)
      if (framed[0] === 1)
        throw new GrpcError(UNIMPLEMENTED, 'compressed messages are not supported by the embedded server')
      send(stream, answerCall(path, framed.subarray(PREFIX_BYTES), service, vendor))
    } catch (thrown) {
      refuse(stream, grpcError(thrown))
    }
  })
}

function send(stream: ServerHttp2Stream, message: Uint8Array): void {
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32BE(message.length, 1)
  stream.respond(RESPONSE, { waitForTrailers: true })
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(OK) }))
  stream.end(Buffer.concat([prefix, message]))
}

/** A refusal is headers alone; its text is percent-encoded. */
function refuse(stream: ServerHttp2Stream, { code, message }: GrpcError): void {
  stream.respond(
    { ...RESPONSE, 'grpc-status': String(code), 'grpc-message': encodeURIComponent(message) },
    { endStream: true },
  )
}
