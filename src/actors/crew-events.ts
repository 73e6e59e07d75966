import type { Tell } from '../base/pool-events.ts'
import type { Failure } from '../protocol/failure.ts'

export interface CrewEvents {
  /** A worker came free, or room for one did: waiting calls may be served. */
  free(): void
  /** Calls and leases that wait for a worker, for sizing; `forModel`: the calls among them that need the model. */
  waiting(): { readonly waiting: number; readonly forModel: number; readonly leases: number }
  /** A worker's thread has ended, in order or not. */
  ended(slot: number): void
  readonly tell: Tell
}

export interface LifecycleEvents {
  /** An attempt to open a connection has ended: with a failure, or the worker is idle. */
  settled(failure?: Failure): void
  /** A thread has ended and its slot is free; `isFollowed`: another worker takes its place, wanted or not. */
  ended(slot: number, isFollowed: boolean): void
  readonly tell: Tell
}
