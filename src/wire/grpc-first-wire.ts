import type { Request } from '../operations/catalog.ts'
import type { ConnectionSettings, Reply } from '../protocol/messages.ts'
import type { RestTurn } from '../protocol/rest-turn.ts'
import { type Cancellation, cancelledUnsent } from './cancellation.ts'
import { RestWire } from './rest/rest-wire.ts'
import type { Wire } from './wire.ts'

/** gRPC for what has a gRPC form; each other call over a REST socket of its own, one at a time in the whole pool. */
export class GrpcFirstWire implements Wire {
  readonly carriesMany = true
  readonly #grpc: Wire
  readonly #settings: ConnectionSettings
  readonly #turn: RestTurn
  #rest: RestWire | undefined
  #onSockets: () => void = () => {}
  /** Counts resets: a call that was reset while it waited for its turn is not sent. */
  #resets = 0

  constructor(grpc: Wire, settings: ConnectionSettings, turn: RestTurn) {
    this.#grpc = grpc
    this.#settings = settings
    this.#turn = turn
  }

  get sockets(): number {
    return this.#grpc.sockets + (this.#rest?.sockets ?? 0)
  }

  set onSockets(told: () => void) {
    this.#onSockets = told
    this.#grpc.onSockets = told
  }

  probe(cancellation?: Cancellation): Promise<Reply> {
    return this.#grpc.probe(cancellation)
  }

  send(request: Request, cancellation?: Cancellation): Promise<Reply> {
    return this.#grpc.send(request, cancellation) ?? this.#overRest(request, cancellation)
  }

  async reset(): Promise<void> {
    this.#resets++
    await Promise.all([this.#grpc.reset(), this.#rest?.reset()])
  }

  async close(): Promise<void> {
    await Promise.all([this.#grpc.close(), this.#rest?.close()])
  }

  async #overRest(request: Request, cancellation?: Cancellation): Promise<Reply> {
    const resets = this.#resets
    const { slot } = this.#settings
    const turn = this.#turn.take(slot)
    if (!(await beforeCancel(turn, cancellation))) {
      void turn.then(() => this.#turn.give(slot))
      return cancelledUnsent()
    }
    try {
      if (resets !== this.#resets || cancellation?.isCancelled) return cancelledUnsent()
      this.#rest = new RestWire(this.#settings)
      this.#rest.onSockets = this.#onSockets
      return (await this.#rest.send(request, cancellation)) ?? unknownOperation(request.operation)
    } finally {
      await this.#rest?.close()
      this.#rest = undefined
      this.#turn.give(slot)
    }
  }
}

/** False where the call is cancelled first. */
function beforeCancel(turn: Promise<void>, cancellation?: Cancellation): Promise<boolean> {
  return new Promise((resolve) => {
    cancellation?.onCancel(() => resolve(false))
    void turn.then(() => resolve(true))
  })
}

function unknownOperation(operation: string): Reply {
  return { ok: false, failure: { kind: 'argument', message: `unknown operation ${operation}` } }
}
