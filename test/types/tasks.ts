// Compiled by `npm run check`, never run: the types of a module's functions, from their declaration to their call.
import { MessageChannel } from 'node:worker_threads'
import type { QdrantClient } from '@qdrant/js-client-rest'
import type { Pool, TaskContext } from '../../src/index.ts'

interface RerankModule {
  run(input: { readonly text: string }, context: TaskContext): Promise<readonly number[]>
  rerank(input: { readonly limit: number }, { client, embed }: Pick<TaskContext, 'client' | 'embed'>): string
  plain(input: number): bigint
  withoutInput(): Promise<Date>
  optional(input?: string): number
  helper(input: string, length: number): string
  readonly version: string
}

export async function runsTasks(pool: Pool): Promise<void> {
  const rerank = pool.task<RerankModule>(new URL('./rerank.js', import.meta.url))
  const order: readonly number[] = await rerank.run({ text: 'a' }, { timeoutMs: 500, priority: 'batch' })
  const best: string = await rerank.call('rerank', { limit: 1 }, { signal: AbortSignal.timeout(1) })
  const big: bigint = await rerank.call('plain', 7)
  const when: Date = await rerank.call('withoutInput')
  const some: number = await rerank.call('optional')
  const { port1 } = new MessageChannel()
  await rerank.call('optional', 'a', { transfer: [port1, new ArrayBuffer(1)] })

  // @ts-expect-error: no function of the module
  await rerank.call('rank', { limit: 1 })
  // @ts-expect-error: a string is no function
  await rerank.call('version')
  // @ts-expect-error: its second argument is no context
  await rerank.call('helper', 'a')
  // @ts-expect-error: another input
  await rerank.call('rerank', { limit: '1' })
  // @ts-expect-error: an input is needed
  await rerank.run()
  // @ts-expect-error: another result
  const wrong: number = await rerank.call('plain', 7)
  // @ts-expect-error: calls do not share the way
  await rerank.run({ text: 'a' }, { coalesce: false })
  // @ts-expect-error: the module has no `run`
  await pool.task<Pick<RerankModule, 'rerank'>>('file:///rerank.js').run({ limit: 1 })

  const unknowing = pool.task('file:///rerank.js')
  const anything: unknown = await unknowing.call('whatever', { any: 'thing' })
  // @ts-expect-error: nothing is known of its result
  const guessed: string = await unknowing.run(1)

  const vectors: Float32Array[] = await pool.embed(['a', 'b'], { acquireTimeoutMs: 10 })
  // @ts-expect-error: one text is not a list of texts
  await pool.embed('a text')
  void [order, best, big, when, some, wrong, anything, guessed, vectors]
}

/** As a user's module declares it. */
export async function run(input: { readonly text: string }, { client, embed, signal }: TaskContext): Promise<number> {
  const asClient: QdrantClient = client
  const [query] = await embed([input.text])
  signal.throwIfAborted()
  const { count } = await asClient.count('docs')
  return count + (query?.length ?? 0)
}
