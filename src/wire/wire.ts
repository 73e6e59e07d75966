import type { Request } from '../operations/catalog.ts'
import type { Reply } from '../protocol/messages.ts'
import type { Cancellation } from './cancellation.ts'

/** One way to talk to Qdrant over one connection. Nothing here throws: what fails is a reply. */
export interface Wire {
  /** Sockets to the server that are open now. */
  readonly sockets: number
  /** Called when a socket has opened or closed. */
  onSockets: () => void
  /** Whether several calls can be in flight on the connection. */
  readonly carriesMany: boolean
  /** A round trip that shows that the server serves requests; opens the connection where there is none. */
  probe(cancellation?: Cancellation): Promise<Reply>
  /**
   * Sends an operation of the catalog; undefined where this wire has no form for it. A cancellation ends it, and with it
   * the connection where that carries one call at a time. The request's headers beat those of the connection.
   */
  send(request: Request, cancellation?: Cancellation): Promise<Reply> | undefined
  /** Closes the connection, which fails what is in flight; the next request opens a new one, after the old is gone. */
  reset(): Promise<void>
  close(): Promise<void>
}
