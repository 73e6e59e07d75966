import type { Failure } from '../protocol/failure.ts'
import type { Actor } from './actor.ts'
import type { CircuitPosition } from './circuit.ts'
import { Endpoint, type EndpointEvents } from './endpoint.ts'

/** The servers of a pool; the workers are shared out over them by slot. */
export class Endpoints {
  readonly #all: readonly Endpoint<Actor>[]

  /** `failuresInARow`: those that open an endpoint's circuit; undefined where none has one. */
  constructor(urls: readonly string[], failuresInARow: number | undefined, events: EndpointEvents<Actor>) {
    this.#all = urls.map((url) => new Endpoint(url, failuresInARow, events))
  }

  /** That of the worker in `slot`. */
  of(slot: number): Endpoint<Actor> {
    const endpoint = this.#all[slot % this.#all.length]
    if (endpoint === undefined) throw new Error('A pool has at least one endpoint')
    return endpoint
  }

  get areAllDown(): boolean {
    return this.#all.every(({ isDown }) => isDown)
  }

  get areAllUnreachable(): boolean {
    return this.#all.every(({ isUnreachable }) => isUnreachable)
  }

  /** Why one of them failed last. */
  get lastFailure(): Failure | undefined {
    return this.#all.find(({ lastFailure }) => lastFailure !== undefined)?.lastFailure
  }

  /** Every circuit is open, and a worker of each tries whether its server is back: a call would wait for nothing. */
  get areRefusing(): boolean {
    return this.#all.every(({ isRefusing }) => isRefusing)
  }

  /** By URL; empty where the pool has no circuit breaker. */
  get circuits(): Record<string, CircuitPosition> {
    return Object.fromEntries(this.#all.flatMap(({ url, circuit }) => (circuit === undefined ? [] : [[url, circuit]])))
  }
}
