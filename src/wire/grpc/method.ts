import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { Params } from '../../operations/operation.ts'
import type { Vendor } from './vendor.ts'

/** A call that was converted, ready to be encoded once the vendor is loaded. */
export interface GrpcCall {
  readonly path: string
  encode(vendor: Vendor): Uint8Array
  /** The operation's answer, as REST gives it. */
  decode(message: Uint8Array, vendor: Vendor): unknown
}

/** @throws NoGrpcForm where only REST can carry the parameters */
export type GrpcMethod = (collection: string, params: Params) => GrpcCall

interface Description<Request extends DescMessage, Answer extends DescMessage> {
  readonly name: string
  readonly schemas: (vendor: Vendor) => readonly [Request, Answer]
  readonly request: (collection: string, params: Params) => MessageInitShape<Request>
  readonly answer: (message: MessageShape<Answer>, params: Params) => unknown
}

export function method<Request extends DescMessage, Answer extends DescMessage>(
  described: Description<Request, Answer>,
): GrpcMethod {
  const path = `/qdrant.Points/${described.name}`
  return (collection, params) => {
    const init = described.request(collection, params)
    return {
      path,
      encode(vendor) {
        const [schema] = described.schemas(vendor)
        return vendor.protobuf.toBinary(schema, vendor.protobuf.create(schema, init))
      },
      decode(message, vendor) {
        const [, schema] = described.schemas(vendor)
        return described.answer(vendor.protobuf.fromBinary(schema, message), params)
      },
    }
  }
}
