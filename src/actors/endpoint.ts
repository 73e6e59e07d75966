import type { Failure } from '../protocol/failure.ts'
import { Circuit, type CircuitPosition, isOfTheServer } from './circuit.ts'

/** After so many attempts to connect that failed in a row, one worker tries for all. */
const DOWN_AFTER = 3

export interface EndpointEvents<Worker> {
  circuitOpened(endpoint: Endpoint<Worker>): void
  circuitClosed(endpoint: Endpoint<Worker>): void
}

/** One server, or node of a cluster, as its workers find it. */
export class Endpoint<Worker> {
  readonly url: string
  /** The worker that tries for all while the endpoint is down. */
  prober: Worker | undefined
  /** Workers that wait for the prober's success. */
  readonly parked = new Set<Worker>()
  /** When its circuit opened, by the monotonic clock. */
  openedAt = 0
  readonly #circuit: Circuit | undefined
  #failedInARow = 0
  #lastFailure: Failure | undefined

  /** `failuresInARow`: those that open its circuit; undefined where it has none. */
  constructor(url: string, failuresInARow: number | undefined, events: EndpointEvents<Worker>) {
    this.url = url
    if (failuresInARow === undefined) return
    const opened = () => events.circuitOpened(this)
    this.#circuit = new Circuit(failuresInARow, { opened, closed: () => events.circuitClosed(this) })
  }

  get circuit(): CircuitPosition | undefined {
    return this.#circuit?.position
  }

  /** One worker tries for all. */
  get isDown(): boolean {
    return this.isUnreachable || this.isOpen
  }

  /** Connections to it do not open. */
  get isUnreachable(): boolean {
    return this.#failedInARow >= DOWN_AFTER
  }

  /** The last failure that was the server's, of a request or of an attempt to connect. */
  get lastFailure(): Failure | undefined {
    return this.#lastFailure
  }

  get isOpen(): boolean {
    return this.#circuit !== undefined && this.#circuit.position !== 'closed'
  }

  /** Its circuit is open, and a worker tries whether the server is back. */
  get isRefusing(): boolean {
    return this.isOpen && this.prober !== undefined
  }

  /** Failed attempts to connect since the last that succeeded. */
  get failedInARow(): number {
    return this.#failedInARow
  }

  /** Counts what came of a request. */
  count(failure: Failure | undefined): void {
    const failed = isOfTheServer(failure)
    if (failed) this.#lastFailure = failure
    this.#circuit?.count(failed)
  }

  /** Runs an attempt to connect, whose failure is its result; one that is not the server's fault does not count. */
  async try(attempt: () => Promise<Failure | undefined>): Promise<Failure | undefined> {
    let failure: Failure | undefined
    const counted = async () => {
      failure = await attempt()
      if (failure === undefined) this.#failedInARow = 0
      else if (failure.kind !== 'code') {
        this.#failedInARow++
        this.#lastFailure = failure
      }
      // An open circuit closes at a success and at nothing else: a thread that ended has not shown that the server is back.
      return failure !== undefined && (this.isOpen || saysItIsDown(failure))
    }
    await (this.#circuit === undefined ? counted() : this.#circuit.try(counted))
    return failure
  }
}

/** Of an attempt to connect, which asks whether the server is ready: a 500 says no, where to one request it says little. */
function saysItIsDown(failure: Failure): boolean {
  return isOfTheServer(failure) || (failure.kind === 'server' && failure.status >= 500)
}
