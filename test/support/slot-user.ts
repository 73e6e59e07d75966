import type { LeaseLine } from '../../src/dispatch/lease-line.ts'
import type { ReplyName, WaitOptions } from './slot-program.ts'

/** Somebody who makes a call or wants a lease, and what was done to him. */
export class User {
  readonly kind: 'call' | 'lease'
  readonly name: string
  readonly options: WaitOptions
  readonly abort = new AbortController()
  /** When the whole call has to be done. */
  readonly deadline: number
  /** Of a call that goes through a lease. */
  readonly lease: User | undefined
  /** When his wait for a worker ends. */
  givesUpAt = Number.POSITIVE_INFINITY
  /** He aborted while that could still reach him. */
  gaveUp = false
  /** He comes too late, or wants a lease, when the pool closes. */
  isShutOut = false
  /** What his worker did last. */
  given: ReplyName | 'crash' | undefined
  /** Of a lease that was given. */
  line: LeaseLine | undefined
  isReleased = false

  constructor(kind: User['kind'], name: string, options: WaitOptions, now: number, lease?: User) {
    this.kind = kind
    this.name = name
    this.options = options
    this.deadline = kind === 'lease' ? Number.POSITIVE_INFINITY : now + options.timeoutMs
    this.lease = lease
  }

  get lane(): WaitOptions['lane'] {
    return this.options.lane
  }

  /** He waits from now on. A call that would give up at its deadline or later leaves that to the deadline. */
  waits(now: number): void {
    const givesUpAt = now + this.options.acquireTimeoutMs
    this.givesUpAt = givesUpAt < this.deadline ? givesUpAt : Number.POSITIVE_INFINITY
  }
}
