import { hotOperations, type Request } from '../../operations/catalog.ts'
import { CLIENT_METHOD } from '../../operations/client-method.ts'
import type { ConnectionSettings, Reply } from '../../protocol/messages.ts'
import type { Cancellation } from '../cancellation.ts'
import { RequestBuffers } from '../request-buffers.ts'
import type { Wire } from '../wire.ts'
import { RestConnection } from './connection.ts'
import { failureOf, serverFailure } from './failure.ts'
import { LongTail } from './long-tail.ts'
import { send } from './send.ts'

/** Answers as soon as the server serves requests; needs no api-key and touches no collection. */
const READINESS_PATH = '/readyz'

/** Every operation over one HTTP socket: the hot ones directly, the long tail through @qdrant/js-client-rest. */
export class RestWire implements Wire {
  readonly carriesMany = false
  readonly #connection: RestConnection
  readonly #longTail: LongTail
  readonly #buffers = new RequestBuffers()

  constructor(settings: Pick<ConnectionSettings, 'url' | 'apiKey' | 'headers' | 'compression'>) {
    this.#connection = new RestConnection(settings)
    this.#longTail = new LongTail(this.#connection, settings)
  }

  get sockets(): number {
    return this.#connection.sockets
  }

  set onSockets(told: () => void) {
    this.#connection.onSockets = told
  }

  async probe(cancellation?: Cancellation): Promise<Reply> {
    cancellation?.onCancel(() => void this.reset())
    const url = this.#connection.address.origin + this.#connection.address.prefix + READINESS_PATH
    try {
      const answer = await this.#connection.request('GET', READINESS_PATH, undefined, cancellation)
      return answer.status === 200 ? { ok: true, value: undefined } : { ok: false, failure: serverFailure(answer, url) }
    } catch (thrown) {
      return { ok: false, failure: failureOf(thrown, url) }
    }
  }

  send(request: Request, cancellation?: Cancellation): Promise<Reply> | undefined {
    // HTTP/1.1 has no other way to end a request than to close its socket.
    cancellation?.onCancel(() => void this.reset())
    const { operation, target, params, headers } = request
    if (operation === CLIENT_METHOD) return this.#longTail.call(request, cancellation)
    const hot = hotOperations.get(operation)
    return hot && send(this.#connection, hot.rest(target, params), this.#buffers, cancellation, headers)
  }

  reset(): Promise<void> {
    return this.#connection.reset()
  }

  close(): Promise<void> {
    this.#longTail.close()
    return this.#connection.close()
  }
}
