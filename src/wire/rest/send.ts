import type { RequestHeaders, RestRequest } from '../../operations/operation.ts'
import type { Reply } from '../../protocol/messages.ts'
import type { Cancellation } from '../cancellation.ts'
import type { RequestBuffers } from '../request-buffers.ts'
import type { RestConnection } from './connection.ts'
import { encodeBody } from './encode.ts'
import { failureOf, serverFailure } from './failure.ts'

/** Sends a hot operation; what it answers is left as text. Never throws. */
export async function send(
  connection: RestConnection,
  request: RestRequest,
  buffers: RequestBuffers,
  cancellation?: Cancellation,
  headers?: RequestHeaders,
): Promise<Reply> {
  const url = connection.address.origin + connection.address.prefix + request.path
  let body: string | Buffer | undefined
  try {
    body = request.body === undefined ? undefined : encodeBody(request.body, buffers)
    const answer = await connection.request(request.method, request.path, body, cancellation, headers)
    if (body instanceof Buffer) buffers.giveBack(body)
    // As the client, which takes no other for success.
    if (answer.status !== 200 && answer.status !== 201) return { ok: false, failure: serverFailure(answer, url) }
    return { ok: true, text: answer.text }
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown, url, body?.length) }
  }
}
