import type { Random } from '../base/backoff.ts'
import type { Clock } from '../base/clock.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { Regions } from '../metrics/regions.ts'
import type { ConnectionSettings } from '../protocol/messages.ts'
import { Actor, type ActorEvents, type ActorOptions } from './actor.ts'
import type { Entry } from './ledger.ts'

/** Makes the main-thread side of a worker; its thread starts with its first attempt to connect. */
export type MakeActor = (entry: Entry, options: ActorOptions, events: ActorEvents, clock: Clock) => Actor

export const makeThreadedActor: MakeActor = (...parts) => new Actor(...parts)

/** What a crew is made of. */
export interface CrewParts {
  readonly options: ResolvedOptions
  /** Of the nodes, shared out over the slots. */
  readonly urls: readonly string[]
  /** What the worker of a slot is told. */
  readonly settings: (slot: number) => ConnectionSettings
  readonly regions: Regions
  readonly clock: Clock
  readonly random: Random
  readonly makeActor: MakeActor
}
