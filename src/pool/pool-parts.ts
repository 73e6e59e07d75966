import type { Crew } from '../actors/crew.ts'
import type { PoolIdentity } from '../base/channels.ts'
import type { Clock } from '../base/clock.ts'
import type { ResolvedOptions } from '../base/options.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { PoolMonitor } from '../monitor/monitor.ts'
import type { EventHub } from './event-hub.ts'

/** What a pool is made of. */
export interface PoolParts {
  readonly identity: PoolIdentity
  readonly options: ResolvedOptions
  /** Of the server, or of the first node of several. */
  readonly url: string
  readonly crew: Crew
  readonly dispatcher: Dispatcher
  readonly recorder: Recorder
  readonly monitor: PoolMonitor
  readonly events: EventHub
  readonly clock: Clock
  /** Ends what was started for this pool alone: the embedded server, the socket of its monitor. */
  readonly closeOwn: () => Promise<void>
}
