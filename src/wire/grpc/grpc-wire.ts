import { serverAddress } from '../../base/server-url.ts'
import type { Request } from '../../operations/catalog.ts'
import type { Params, RequestHeaders } from '../../operations/operation.ts'
import type { Failure } from '../../protocol/failure.ts'
import type { ConnectionSettings, Reply } from '../../protocol/messages.ts'
import type { Cancellation } from '../cancellation.ts'
import { RequestBuffers } from '../request-buffers.ts'
import { encodeBody } from '../rest/encode.ts'
import type { Wire } from '../wire.ts'
import { failureOf, invalidAnswer } from './failure.ts'
import { EMPTY_FRAME, unframe } from './frame.ts'
import type { GrpcCall } from './method.ts'
import { grpcMethods } from './methods.ts'
import { NoGrpcForm } from './no-grpc-form.ts'
import { GrpcSession } from './session.ts'
import { serverFailure } from './status.ts'
import type { Answer } from './unary-call.ts'
import { loadVendor } from './vendor.ts'

/** Large requests in flight at a time whose buffers go round. */
const BUFFERS = 4

/** Needs no api-key, touches no collection, and its request is empty. */
const HEALTH_CHECK = '/qdrant.Qdrant/HealthCheck'

/** The hot operations as unary gRPC calls over one HTTP/2 session, with the results and failures of REST. */
export class GrpcWire implements Wire {
  readonly carriesMany = true
  readonly #origin: string
  readonly #session: GrpcSession
  readonly #buffers = new RequestBuffers(BUFFERS)

  constructor(settings: Pick<ConnectionSettings, 'url' | 'apiKey' | 'headers'> & { readonly grpcPort: number }) {
    const { protocol, hostname } = new URL(serverAddress(settings.url).origin)
    this.#origin = `${protocol}//${hostname}:${settings.grpcPort}`
    this.#session = new GrpcSession(new URL(this.#origin), {
      ...settings.headers,
      ...(settings.apiKey === undefined ? {} : { 'api-key': settings.apiKey }),
    })
  }

  get sockets(): number {
    return this.#session.sockets
  }

  set onSockets(told: () => void) {
    this.#session.onSockets = told
  }

  async probe(cancellation?: Cancellation): Promise<Reply> {
    return this.#exchange(HEALTH_CHECK, EMPTY_FRAME, () => undefined, cancellation)
  }

  /** undefined also where the parameters have no gRPC form: such a call goes over REST. */
  send({ operation, target, params, headers }: Request, cancellation?: Cancellation): Promise<Reply> | undefined {
    const method = grpcMethods.get(operation)
    if (method === undefined) return undefined
    try {
      return this.#call(method(target, params), cancellation, headers)
    } catch (thrown) {
      const failure = thrown instanceof NoGrpcForm ? unsendable(params) : failureOf(thrown, this.#origin)
      return failure && Promise.resolve({ ok: false, failure })
    }
  }

  reset(): Promise<void> {
    return this.#session.reset()
  }

  close(): Promise<void> {
    return this.#session.reset()
  }

  #call(call: GrpcCall, cancellation?: Cancellation, headers?: RequestHeaders): Promise<Reply> {
    const vendor = loadVendor()
    const request = vendor.then((loaded) => call.frame(loaded, this.#buffers))
    const decode = async (message: Uint8Array) => call.decode(message, await vendor)
    return this.#exchange(call.path, request, decode, cancellation, headers)
  }

  async #exchange(
    path: string,
    request: Buffer | Promise<Buffer>,
    decode: (message: Uint8Array) => unknown,
    cancellation?: Cancellation,
    headers?: RequestHeaders,
  ): Promise<Reply> {
    const url = this.#origin + path
    let answer: Answer
    try {
      answer = await this.#session.call(path, request, cancellation, headers)
      this.#buffers.giveBack(await request)
    } catch (thrown) {
      return { ok: false, failure: failureOf(thrown, url) }
    }
    const failure = serverFailure(answer, url)
    if (failure !== undefined) return { ok: false, failure }
    try {
      return { ok: true, value: await decode(unframe(answer.body)) }
    } catch (thrown) {
      return { ok: false, failure: invalidAnswer(url, thrown) }
    }
  }
}

/** What REST says of values that cannot be sent at all, by their place; undefined where REST can send them. */
function unsendable(params: Params): Failure | undefined {
  try {
    encodeBody(params)
    return undefined
  } catch (thrown) {
    return { kind: 'argument', message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
