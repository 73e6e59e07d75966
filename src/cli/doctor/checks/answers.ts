import type { Clock } from '../../../base/clock.ts'
import { type Finding, ok, warning } from '../finding.ts'
import { median, ms } from '../median.ts'
import type { ServerRequests } from '../server-requests.ts'

/** A few kilobytes of text that every server has: shorter answers leave in one piece, compressed or not. */
const PATH = '/metrics'
const ROUNDS = 11
/** Two packets of a compressed answer wait for each other about 40 ms; noise does not come near this. */
const STALL_MS = 20

/**
 * Times one request as fetch, and so @qdrant/js-client-rest, sends it, and as the pool does: asking for an answer that is
 * not compressed. In turn, so that both meet the same moments.
 */
export async function checkAnswers(requests: ServerRequests, signal: AbortSignal, clock: Clock): Promise<Finding> {
  const first = await requests.get(PATH, signal)
  await first.arrayBuffer()
  if (first.status !== 200) return ok(`not compared: GET ${PATH} answers ${first.status}`, { status: first.status })
  const encoding = first.headers.get('content-encoding')
  if (encoding === null) return ok('the server does not compress its answers', { encoding })

  const timed = async (headers: Record<string, string>) => {
    const since = clock.now()
    await (await requests.get(PATH, signal, headers)).arrayBuffer()
    return clock.now() - since
  }
  const [compressed, plain]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    compressed.push(await timed({}))
    plain.push(await timed({ 'accept-encoding': 'identity' }))
  }
  const [compressedMs, identityMs] = [median(compressed), median(plain)]
  const figures = { encoding, compressedMs, identityMs }
  const both = `${ms(compressedMs)} an answer in ${encoding}, ${ms(identityMs)} uncompressed`
  if (compressedMs - identityMs < STALL_MS) return ok(both, figures)
  const detail =
    `${both}: a compressed answer leaves in two packets, and the second waits until the first is acknowledged, which ` +
    'takes about 40 ms. The pool asks for uncompressed answers, and does not wait'
  const changes = [
    "Leave the pool's `compression` at 'identity'",
    "Other clients on this machine: new QdrantClient({ headers: { 'accept-encoding': 'identity' } })",
  ]
  return warning(detail, changes, figures)
}
