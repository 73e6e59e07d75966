import { type Json, type JsonObject, parseJson, stringifyJson } from '../json.ts'
import type { Service } from '../service.ts'
import { methods } from './methods.ts'
import { GrpcError, restError, UNIMPLEMENTED } from './status.ts'
import type { Vendor } from './vendor.ts'

/** Answers a unary call by the REST call that says the same. @throws GrpcError */
export function answerCall(
  path: string,
  message: Uint8Array,
  service: Pick<Service, 'answer'>,
  vendor: Vendor,
): Uint8Array {
  const method = methods.get(path)
  if (method === undefined) throw new GrpcError(UNIMPLEMENTED, `${path} is not supported by the embedded server`)
  const { method: verb, url, body } = method.ask(message, vendor)
  const answer = service.answer(verb, url, body === undefined ? '' : stringifyJson(body))
  const envelope = parseJson(answer.body) as JsonObject
  if (answer.status !== 200) throw restError(answer.status, errorOf(envelope))
  // The answer to GET / has no envelope.
  return method.answer((envelope.result ?? envelope) as Json, vendor)
}

function errorOf(envelope: JsonObject): string {
  return String((envelope.status as JsonObject).error)
}
