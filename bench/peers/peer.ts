import type { Server } from '../server/server.ts'
import type { Data } from '../workload/data.ts'
import type { OperationName } from '../workload/operations.ts'

/** What every peer is opened with. */
export interface Setting {
  readonly server: Server
  readonly apiKey: string | undefined
  /** Connections that a peer with a bound on them may open. */
  readonly size: number
  readonly data: Data
  readonly signal: AbortSignal
}

export interface Cell {
  readonly operation: OperationName
  readonly callers: number
  readonly durationMs: number
  /** Its vectors have the operation's dimension; of an ingest, it is empty. */
  readonly collection: string
}

/** One measured run of a cell. Undefined is what the peer cannot tell. */
export interface Ran {
  /** Calls answered. */
  readonly count: number
  readonly elapsedMs: number
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
  /** CPU time of the client's process. */
  readonly cpuMs: number | undefined
  /** Delay of the caller's event loop. */
  readonly loopP99Ms: number | undefined
}

export interface Session {
  /** Brings the peer to speed. @throws Error where it cannot do the cell, or its answers are not what was asked for */
  warmUp(cell: Cell): Promise<void>
  /** Calls `started` where the measured part begins. */
  run(cell: Cell, started: () => void): Promise<Ran>
  close(): Promise<void>
}

export interface Peer {
  readonly name: string
  /** Operations that it has no equal call for. */
  readonly lacks?: readonly OperationName[]
  /** Where it is a program outside of this package: name and version. Undefined where it is not installed. */
  readonly program?: () => Promise<Readonly<Record<string, string>> | undefined>
  /** Why it cannot run here, else undefined. */
  missing(server: Server): Promise<string | undefined>
  open(setting: Setting): Promise<Session>
}
