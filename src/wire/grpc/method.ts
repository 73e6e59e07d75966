import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { Params } from '../../operations/operation.ts'
import type { RequestBuffers } from '../request-buffers.ts'
import { type Appended, frame } from './frame.ts'
import type { Vendor } from './vendor.ts'

/** A call that was converted, ready to be encoded once the vendor is loaded. */
export interface GrpcCall {
  readonly path: string
  /** The request as it goes on the wire. @throws UnsendableError where it is too large */
  frame(vendor: Vendor, buffers?: RequestBuffers): Buffer
  /** The operation's answer, as REST gives it. */
  decode(message: Uint8Array, vendor: Vendor): unknown
}

/** @throws NoGrpcForm where only REST can carry the parameters */
export type GrpcMethod = (collection: string, params: Params) => GrpcCall

interface Description<Request extends DescMessage, Answer extends DescMessage> {
  readonly name: string
  readonly schemas: (vendor: Vendor) => readonly [Request, Answer]
  /** `isAppended`: what `append` has is left out. */
  readonly request: (collection: string, params: Params, isAppended: boolean) => MessageInitShape<Request>
  /** Fields that are written behind the message, where the parameters have them in a form that pays. */
  readonly append?: (params: Params) => Appended | undefined
  readonly answer: (message: MessageShape<Answer>, params: Params) => unknown
}

export function method<Request extends DescMessage, Answer extends DescMessage>(
  described: Description<Request, Answer>,
): GrpcMethod {
  const path = `/qdrant.Points/${described.name}`
  return (collection, params) => {
    const appended = described.append?.(params)
    const init = described.request(collection, params, appended !== undefined)
    return {
      path,
      frame(vendor, buffers) {
        const [schema] = described.schemas(vendor)
        return frame(vendor.protobuf.toBinary(schema, vendor.protobuf.create(schema, init)), appended, buffers)
      },
      decode(message, vendor) {
        const [, schema] = described.schemas(vendor)
        return described.answer(vendor.protobuf.fromBinary(schema, message), params)
      },
    }
  }
}
