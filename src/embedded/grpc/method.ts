import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type { Json, JsonObject } from '../json.ts'
import type { Members } from './members.ts'
import type { Vendor } from './vendor.ts'

/** The REST request that says the same as a message. */
interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly body?: Members
}

export interface Method {
  /** @throws Error on bytes that are no such message, ApiError or GrpcError on what has no REST form here */
  ask(message: Uint8Array, vendor: Vendor): Asked
  /** @param result what the REST answer holds */
  answer(result: Json, vendor: Vendor): Uint8Array
}

interface Description<Request extends DescMessage, Answer extends DescMessage> {
  readonly schemas: (vendor: Vendor) => readonly [Request, Answer]
  readonly ask: (message: MessageShape<Request>) => Asked
  // Our own answers: their shape is known, whatever a list or an object.
  readonly answer: (result: JsonObject) => MessageInitShape<Answer>
}

export function method<Request extends DescMessage, Answer extends DescMessage>(
  described: Description<Request, Answer>,
): Method {
  return {
    ask(message, vendor) {
      const [schema] = described.schemas(vendor)
      return described.ask(vendor.protobuf.fromBinary(schema, message))
    },
    answer(result, vendor) {
      const [, schema] = described.schemas(vendor)
      return vendor.protobuf.toBinary(schema, vendor.protobuf.create(schema, described.answer(result as JsonObject)))
    },
  }
}
