import type { Clock } from '../../../base/clock.ts'
import { median } from '../../../base/median.ts'
import { type Finding, ok, warning } from '../finding.ts'
import { ms } from '../ms.ts'
import type { ServerRequest, ServerRequests } from '../server-requests.ts'

const WARM_UP = 2
const ROUNDS = 15
/** A compressed answer that is late by the stall is late by about 40 ms. */
const STALL_MS = 20
/** It depends on how the packets fall, so that not every answer stalls; noise makes one or two as slow. */
const FEWEST_STALLS = 3
const UNCOMPRESSED = { 'accept-encoding': 'identity' }
/** Some kilobytes of text that every server has. */
const METRICS: ServerRequest = { path: '/metrics' }
const POINTS = 30

/**
 * Times one request as fetch, and so @qdrant/js-client-rest, sends it, and as the pool does: asking for an answer that is
 * not compressed. In turn, so that both meet the same moments.
 */
export async function checkAnswers(requests: ServerRequests, signal: AbortSignal, clock: Clock): Promise<Finding> {
  const request = await someRequest(requests, signal)
  const timed = async (headers: Record<string, string>) => {
    const since = clock.now()
    await (await requests.send({ ...request, headers }, signal)).arrayBuffer()
    return clock.now() - since
  }
  const first = await requests.send(request, signal)
  const sizeBytes = (await first.arrayBuffer()).byteLength
  if (!first.ok) return ok(`not compared: ${request.path} answers ${first.status}`, { status: first.status })
  const encoding = first.headers.get('content-encoding')
  if (encoding === null) return ok('the server does not compress its answers', { encoding, sizeBytes })

  const [compressed, plain]: [number[], number[]] = [[], []]
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const [one, other] = [await timed({}), await timed(UNCOMPRESSED)]
    if (round < WARM_UP) continue
    compressed.push(one)
    plain.push(other)
  }
  return judge({ encoding, sizeBytes, compressed, plain })
}

interface Timed {
  readonly encoding: string
  readonly sizeBytes: number
  readonly compressed: readonly number[]
  readonly plain: readonly number[]
}

export function judge({ encoding, sizeBytes, compressed, plain }: Timed): Finding {
  const [compressedMs, identityMs] = [median(compressed), median(plain)]
  const stalled = compressed.filter((value) => value - identityMs >= STALL_MS)
  const figures = { encoding, sizeBytes, compressedMs, identityMs, rounds: compressed.length, stalls: stalled.length }
  const uncompressed = `an answer of ${sizeBytes.toLocaleString('en')} bytes takes ${ms(identityMs)} uncompressed`
  if (stalled.length < FEWEST_STALLS) return ok(`${uncompressed}, ${ms(compressedMs)} in ${encoding}`, figures)
  const detail =
    `${uncompressed}; in ${encoding}, ${stalled.length} of ${compressed.length} take ${ms(median(stalled))}: such an answer ` +
    'leaves in pieces, and the last waits until the others are acknowledged, for some 40 ms. The pool asks for ' +
    'uncompressed answers, and does not wait'
  const changes = [
    "Leave the pool's `compression` at 'identity', its default",
    "Elsewhere: new QdrantClient({ headers: { 'accept-encoding': 'identity' } })",
  ]
  return warning(detail, changes, figures)
}

/** One whose answer is large enough to leave in pieces: points of the first collection, where it has some. */
async function someRequest(requests: ServerRequests, signal: AbortSignal): Promise<ServerRequest> {
  const list = await requests.send({ path: '/collections', headers: UNCOMPRESSED }, signal)
  const answer = (await list.json().catch(() => undefined)) as { result?: { collections?: { name: string }[] } }
  const name = answer?.result?.collections?.[0]?.name
  if (name === undefined) return METRICS
  const scroll = {
    path: `/collections/${encodeURIComponent(name)}/points/scroll`,
    body: { limit: POINTS, with_payload: true, with_vector: true },
  }
  const tried = await requests.send({ ...scroll, headers: UNCOMPRESSED }, signal)
  const found = (await tried.json().catch(() => undefined)) as { result?: { points?: unknown[] } }
  return (found?.result?.points?.length ?? 0) > 0 ? scroll : METRICS
}
