import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type Answer, errorAnswer } from './answers.ts'
import { ConnectionCounter, type ConnectionCounts } from './connection-counter.ts'
import { Database } from './database.ts'
import { ApiError } from './errors.ts'
import type { GrpcServer } from './grpc/listen-grpc.ts'
import { Service } from './service.ts'

const HOST = '127.0.0.1'
/** What the real server allows. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024
/** The real server closes idle sockets after 5 s. */
const KEEP_ALIVE_MS = 5000

export interface ListenOptions {
  /** A directory to keep the data in; in memory without it. */
  readonly path?: string
  /** @default any free port */
  readonly port?: number
  /** Speak gRPC too, on another free port; needs the optional package @qdrant/js-client-grpc. @default false */
  readonly grpc?: boolean
}

export interface HttpServer {
  readonly port: number
  readonly grpcPort: number | undefined
  connections(): ConnectionCounts
  close(): Promise<void>
}

/** Starts the server in this thread. @throws Error that says why it cannot, with a cause */
export async function listen({ path, port = 0, grpc = false }: ListenOptions = {}): Promise<HttpServer> {
  const database = path === undefined ? new Database() : await openDatabase(path)
  const service = new Service(database)
  const counter = new ConnectionCounter()
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, keepAliveTimeoutBuffer: 0, noDelay: true }
  const server = createServer(options, (request, response) => receive(request, response, service))
  server.on('connection', (socket: Socket) => counter.add(socket))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        database.close()
        resolve()
      })
      // Requests are answered in one go: what is open now is idle, or still sending its body.
      server.closeAllConnections()
    })
  let grpcServer: GrpcServer | undefined
  try {
    server.listen(port, HOST)
    await once(server, 'listening')
    if (grpc) grpcServer = await openGrpc(service, counter)
  } catch (cause) {
    await close()
    throw new Error(`The embedded server cannot listen on ${HOST}:${port}: ${reasonOf(cause)}`, { cause })
  }
  let closing: Promise<unknown> | undefined
  return {
    port: (server.address() as AddressInfo).port,
    grpcPort: grpcServer?.port,
    connections: () => counter.counts,
    async close() {
      closing ??= Promise.all([close(), grpcServer?.close()])
      await closing
    },
  }
}

async function openGrpc(service: Service, counter: ConnectionCounter): Promise<GrpcServer> {
  // Only here, because the package that it needs is optional.
  const { listenGrpc } = await import('./grpc/listen-grpc.ts')
  return listenGrpc(service, { counter })
}

async function openDatabase(path: string): Promise<Database> {
  // Only here, so that servers in memory run where SQLite is missing and without its warning.
  const { openSqliteJournal } = await import('./storage/sqlite-journal.ts')
  const journal = openSqliteJournal(path)
  try {
    return new Database(journal)
  } catch (cause) {
    journal.close()
    throw new Error(`The embedded server cannot read ${path}: ${reasonOf(cause)}`, { cause })
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function receive(request: IncomingMessage, response: ServerResponse, service: Service): void {
  const declared = Number(request.headers['content-length'] ?? 0)
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= BODY_LIMIT_BYTES && declared <= BODY_LIMIT_BYTES) chunks.push(chunk)
    else chunks.length = 0
  })
  // Too large a body is read to its end all the same: a client that is still writing would see a reset, not an answer.
  request.on('end', () => {
    const isTooLarge = Math.max(length, declared) > BODY_LIMIT_BYTES
    send(
      response,
      isTooLarge ? tooLarge(declared) : service.answer(request.method ?? '', request.url ?? '', text(chunks)),
    )
  })
}

function text(chunks: readonly Buffer[]): string {
  const [first] = chunks
  if (!first) return ''
  return (chunks.length === 1 ? first : Buffer.concat(chunks)).toString()
}

function tooLarge(declared: number): Answer {
  const message =
    declared > BODY_LIMIT_BYTES
      ? `JSON payload (${declared} bytes) is larger than allowed (limit: ${BODY_LIMIT_BYTES} bytes).`
      : `JSON payload has exceeded limit (${BODY_LIMIT_BYTES} bytes).`
  return errorAnswer(new ApiError(400, message), performance.now())
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  const bytes = Buffer.byteLength(body)
  // Named here, because Node would add a Keep-Alive header that the real server does not send.
  const connection = response.shouldKeepAlive ? 'keep-alive' : 'close'
  response.writeHead(status, { 'content-type': type, 'content-length': bytes, connection })
  response.end(body)
}
