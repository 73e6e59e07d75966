import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { call, type Reply, startEmbedded } from './embedded.ts'

export interface Hits {
  readonly status: number
  readonly error: string | undefined
  /** The scores by id, rounded to five digits: how equals are ordered is each server's own affair. */
  readonly scores: Readonly<Record<string, number>>
  readonly ids: readonly unknown[]
}

export interface ServerUnderTest {
  call(method: string, path: string, body?: unknown): Promise<Reply>
  /** Asks the collection; `route` is what follows its points. */
  ask(route: string, body: object): Promise<Hits>
}

/** The servers that must give the same answers: the embedded one, and the real one where QDRANT_URL names it. */
export const servers: readonly (readonly [string, string | undefined])[] = [
  ['the embedded server', undefined],
  ...(process.env.QDRANT_URL ? [['the server at QDRANT_URL', process.env.QDRANT_URL] as const] : []),
]

/** One of the servers with a collection that begins with that name and is gone when the test ends. */
export async function withCollection(
  url: string | undefined,
  name: string,
  config: object,
  points: readonly object[],
): Promise<ServerUnderTest> {
  const base = url ?? (await startEmbedded()).url
  const path = `/collections/${name}-${randomUUID()}`
  const at = (method: string, rest: string, body?: unknown) => call(base, method, rest, body)
  await expectOk(at('PUT', path, config))
  if (url !== undefined) onTestFinished(async () => void (await at('DELETE', path)))
  if (points.length > 0) await expectOk(at('PUT', `${path}/points?wait=true`, { points }))
  return {
    call: (method, rest, body) => at(method, path + rest, body),
    async ask(route, body) {
      const { status, error, result } = await at('POST', `${path}/points/${route}`, body)
      return { status, error, ...hitsOf(result) }
    },
  }
}

async function expectOk(reply: Promise<Reply>): Promise<void> {
  const { status, text } = await reply
  if (status !== 200) throw new Error(text)
}

function hitsOf(result: unknown): Pick<Hits, 'ids' | 'scores'> {
  const list = Array.isArray(result) ? result : ((result as { points?: unknown[] } | undefined)?.points ?? [])
  const hits = list as { id: unknown; score: number }[]
  return {
    ids: hits.map(({ id }) => id),
    scores: Object.fromEntries(hits.map(({ id, score }) => [String(id), Number(score.toPrecision(5))])),
  }
}
