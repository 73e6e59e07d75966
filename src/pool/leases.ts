import type { Actor } from '../actors/actor.ts'
import type { Crew } from '../actors/crew.ts'
import type { Clock } from '../base/clock.ts'
import type { Tell } from '../base/pool-events.ts'
import { createPoolClient } from '../client/pool-client.ts'
import type { ResolvedCallOptions } from '../dispatch/call-options.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { LeaseLine } from '../dispatch/lease-line.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { Lease } from './lease.ts'

export interface LeasesParts {
  readonly crew: Pick<Crew, 'release'>
  readonly dispatcher: Dispatcher
  readonly recorder: Recorder
  readonly clock: Clock
  readonly tell: Tell
  readonly leakDetectionMs: number | undefined
  readonly url?: string
  /** The pool takes its workers back by itself. */
  isClosing(): boolean
}

/** Lends workers out, and tells of those that do not come back in time. */
export class Leases {
  readonly #parts: LeasesParts

  constructor(parts: LeasesParts) {
    this.#parts = parts
  }

  async acquire(options: ResolvedCallOptions): Promise<Lease> {
    const { dispatcher, crew, recorder, clock, leakDetectionMs, url } = this.#parts
    const acquired = leakDetectionMs === undefined ? undefined : new Error('The lease was acquired here')
    const acquireTimeoutMs = Math.min(options.acquireTimeoutMs, options.timeoutMs)
    const actor = await dispatcher.acquire({ ...options, acquireTimeoutMs })
    const stopWatch = acquired === undefined ? () => {} : this.#watch(actor, acquired)
    const takenAt = clock.now()
    const line = new LeaseLine(actor)
    const release = async () => {
      stopWatch()
      const held = await line.close()
      if (held === undefined) return
      recorder.released(actor.entry.slot, clock.now() - takenAt)
      crew.release(held)
    }
    return {
      client: createPoolClient((request) => dispatcher.submitTo(line, request, options), url),
      slot: actor.entry.slot,
      release,
      [Symbol.asyncDispose]: release,
    }
  }

  #watch(actor: Actor, acquired: Error): () => void {
    const { clock, tell, leakDetectionMs = 0 } = this.#parts
    const { slot } = actor.entry
    const report = () => {
      if (this.#parts.isClosing()) return
      tell('lease:leaked', { slot, cause: acquired, heldMs: leakDetectionMs })
      const detail = acquired.stack?.split('\n').slice(1).join('\n') ?? ''
      const text = `The lease of worker ${slot} has been held for ${leakDetectionMs} ms; it was acquired\n${detail}`
      process.emitWarning(text, { type: 'QdrantPoolWarning', code: 'LEASE_LEAKED' })
    }
    return clock.after(leakDetectionMs, report, { unref: true })
  }
}
