import { EventEmitter } from 'node:events'
import { channels, type EventMessage, type PoolIdentity } from '../base/channels.ts'
import type { PoolEvents, Tell } from '../base/pool-events.ts'

/** The pool's listeners. One that throws ends nothing in the pool: its error comes up by itself, as uncaught. */
export class EventHub {
  // As many as one likes: who listens in each of a program's parts is no leak.
  readonly #emitter = new EventEmitter().setMaxListeners(0)

  readonly #identity: PoolIdentity

  /** `identity`: for those who listen on node:diagnostics_channel. */
  constructor(identity: PoolIdentity) {
    this.#identity = identity
  }

  on<Name extends keyof PoolEvents>(name: Name, listener: (event: PoolEvents[Name]) => void): void {
    this.#emitter.on(name, listener)
  }

  off<Name extends keyof PoolEvents>(name: Name, listener: (event: PoolEvents[Name]) => void): void {
    this.#emitter.off(name, listener)
  }

  readonly tell: Tell = (name, event) => {
    const isPublished = channels.event.hasSubscribers
    if (this.#emitter.listenerCount(name) === 0 && !isPublished) return
    const whole = { slot: undefined, cause: undefined, time: Date.now(), ...event }
    // After what is being done now: who hears of it may resize, reset or close the pool.
    if (isPublished)
      queueMicrotask(() => channels.event.publish({ ...this.#identity, name, event: whole } as EventMessage))
    for (const listener of this.#emitter.listeners(name)) {
      queueMicrotask(() => {
        if (this.#emitter.listeners(name).includes(listener)) listener(whole)
      })
    }
  }
}
