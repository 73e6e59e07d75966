// A module of tasks: what a test needs to happen in the worker thread, beside its connection.
import { type MessagePort, threadId } from 'node:worker_threads'
import { context, trace } from '@opentelemetry/api'
import { ApiError } from '@qdrant/openapi-typescript-fetch'
import type { TaskContext } from '../../src/index.ts'

/** What a task that is left behind has come to, in memory that the test sees. */
export const [WAITS, SEEN_ABORT, CLIENT_REFUSED, EMBED_REFUSED] = [0, 1, 2, 3] as const

type Flags = Int32Array<SharedArrayBuffer>

/** Gives its input back. */
export function run(input: unknown): unknown {
  return input
}

export function whereAmI(): number {
  return threadId
}

/** The points nearest to a text, of which a model of one's own would now put the best first: here the greatest id. */
export async function rerank(input: { readonly text: string; readonly limit: number }, { client, embed }: TaskContext) {
  const [query] = await embed([input.text])
  const { points } = await client.query('docs', { query: Array.from(query ?? []), limit: 10, with_payload: true })
  return points.sort((a, b) => Number(b.id) - Number(a.id)).slice(0, input.limit)
}

/** Every kind of call at the same time. */
export async function sideBySide(_: undefined, { client }: TaskContext) {
  const columns = { ids: [4], vectors: new Float32Array([4, 1, 0, 0]) }
  const [count, collection, , found, { collections }, api] = await Promise.all([
    client.count('docs'),
    client.getCollection('docs'),
    client.upsert('docs', columns),
    client.retrieve('docs', { ids: [4], with_vector: false }),
    client.getCollections(),
    client.api().getCollections({}),
  ])
  return { count, points: collection.points_count, found, collections, status: api.status }
}

/** The errors that the client gives in the thread. */
export async function errors(_: undefined, { client }: TaskContext) {
  const caught = [client.count('missing'), client.getCollection('missing'), client.count('a/b')].map((call) =>
    call.then(
      () => 'none',
      (error) => ({ isApiError: error instanceof ApiError, status: error.status, code: error.code }),
    ),
  )
  return Promise.all(caught)
}

export async function missing(_: undefined, { client }: TaskContext) {
  return client.count('missing')
}

/** Counts, and then does not heed its signal. */
export async function leftBehind(flags: Flags, { client, embed, signal }: TaskContext) {
  await client.count('docs')
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
  mark(flags, WAITS)
  await aborted
  mark(flags, SEEN_ABORT)
  await client.count('docs').catch((error) => error.code === 'POOL_CLOSED' && mark(flags, CLIENT_REFUSED))
  await embed(['a']).catch((error) => error.code === 'POOL_CLOSED' && mark(flags, EMBED_REFUSED))
  await new Promise(() => {})
}

export async function countsOn(collection: string, { client }: TaskContext) {
  return client.count(collection)
}

export function spin(): void {
  for (;;);
}

export function throws(): never {
  throw new RangeError('the task refuses')
}

export function ends(): never {
  process.exit(3)
}

export async function strays(): Promise<void> {
  setTimeout(stray, 5)
  await new Promise(() => {})
}

export function straysLater(): string {
  setTimeout(stray, 50)
  return 'done'
}

export function uncloneable(): unknown {
  return { fn: () => 1 }
}

export function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => total + byte, 0)
}

export function answersOn({ port }: { readonly port: MessagePort }): void {
  port.postMessage('from the thread')
  port.close()
}

/** The trace that is active while a task runs, and after its calls. */
export async function activeTrace(_: undefined, { client }: TaskContext) {
  await client.count('docs')
  return trace.getSpanContext(context.active())?.traceId
}

function stray(): void {
  throw new Error('a stray throw')
}

function mark(flags: Flags, index: number): void {
  Atomics.store(flags, index, 1)
}
