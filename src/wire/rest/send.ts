import type { RestRequest } from '../../operations/operation.ts'
import type { Reply } from '../../protocol/messages.ts'
import type { RestConnection } from './connection.ts'
import { decodeAnswer } from './decode.ts'
import { encodeBody } from './encode.ts'
import { failureOf, invalidAnswer, serverFailure } from './failure.ts'

/** Sends a hot operation and takes `result` out of the answer's envelope; never throws. */
export async function send(connection: RestConnection, request: RestRequest): Promise<Reply> {
  const url = connection.address.origin + connection.address.prefix + request.path
  let body: string | undefined
  try {
    body = request.body === undefined ? undefined : encodeBody(request.body)
    const answer = await connection.request(request.method, request.path, body)
    if (answer.status < 200 || answer.status > 299) return { ok: false, failure: serverFailure(answer, url) }
    return unwrap(answer.text, url)
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown, url, body?.length) }
  }
}

function unwrap(text: string, url: string): Reply {
  let envelope: unknown
  try {
    envelope = decodeAnswer(text)
  } catch (error) {
    const excerpt = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
    return { ok: false, failure: invalidAnswer(url, `broken JSON (${(error as Error).message}): ${excerpt}`) }
  }
  const result = (envelope as { result?: unknown } | null)?.result
  if (result === undefined || result === null)
    return { ok: false, failure: invalidAnswer(url, 'JSON that has no `result`') }
  return { ok: true, value: result }
}
