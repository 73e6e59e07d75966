import { type ClientHttp2Session, connect } from 'node:http2'
import { isIP, connect as openTcp, type Socket } from 'node:net'
import { connect as openTls } from 'node:tls'
import { TimeLimit } from '../time-limit.ts'
import { MAX_MESSAGE_BYTES } from './frame.ts'

/** Larger than any answer, so that the server never waits for window updates. */
const WINDOW_BYTES = 2 * MAX_MESSAGE_BYTES

/** As long as an attempt to open a worker's connection. */
const CONNECT_LIMIT_MS = 2_000

/** A ping that was not answered within this time will not be. */
const PING_LIMIT_MS = 1_000

/** One HTTP/2 session, from its socket's first packet on, and what is known of it. */
export interface Line {
  readonly session: ClientHttp2Session
  readonly socket: Socket
  /** When the socket is closed. */
  readonly ended: Promise<void>
  /** Stays true when the connection is lost: what was sent before may have arrived. */
  isConnected: boolean
  error: Error | undefined
  /** From GOAWAY, after which the session takes no new calls: streams beyond were not looked at by the server. */
  lastStreamId: number
  inFlight: number
  /** A ping is under way. */
  isTested: boolean
}

/** @param url the server's scheme, host and port */
export function openLine(url: URL): Line {
  const socket = openSocket(url)
  const session = connect(url, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: WINDOW_BYTES },
  })
  const ended = Promise.withResolvers<void>()
  const line: Line = {
    session,
    socket,
    ended: ended.promise,
    isConnected: false,
    error: undefined,
    lastStreamId: Number.POSITIVE_INFINITY,
    inFlight: 0,
    isTested: false,
  }
  const limit = new TimeLimit(CONNECT_LIMIT_MS, () => {
    line.error = new Error(`no connection within ${CONNECT_LIMIT_MS} ms`)
    closeLine(line)
  })
  session.once('connect', () => {
    limit.stop()
    // Told on a later turn than the socket's own event: the session may be gone again.
    if (session.destroyed) return
    line.isConnected = true
    session.setLocalWindowSize(WINDOW_BYTES)
  })
  session.on('goaway', (_code, lastStreamId) => {
    line.lastStreamId = lastStreamId
    if (line.inFlight === 0) closeLine(line)
  })
  session.on('error', (error) => {
    line.error = error
  })
  session.once('close', () => {
    limit.stop()
    ended.resolve()
  })
  return line
}

/**
 * A call was given up: perhaps the server is slow, perhaps nothing gets through any more. A ping, which no call of the
 * server's can hold up, tells; a line that does not answer it is closed, and with it what else waits there for nothing.
 */
export function testLine(line: Line): void {
  if (line.isTested || line.session.closed) return
  line.isTested = true
  const limit = new TimeLimit(PING_LIMIT_MS, () => closeLine(line))
  line.session.ping(() => {
    limit.stop()
    line.isTested = false
  })
}

/** The socket at once, too: the session alone waits for one that still connects, or for the server to close its half. */
export function closeLine({ session, socket }: Line): void {
  session.destroy()
  socket.destroy()
}

function openSocket({ protocol, hostname, port }: URL): Socket {
  // In a URL the addresses of IPv6 stand in brackets.
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'https:') return openTcp({ host, port: Number(port || 80) })
  return openTls({ host, port: Number(port || 443), ALPNProtocols: ['h2'], servername: isIP(host) ? '' : host })
}
