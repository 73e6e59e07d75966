// Compiled by `npm run check`, never run: what a program with a local client relies on.
import type { QdrantClient, Schemas } from '@qdrant/js-client-rest'
import { createLocalClient, type LocalClient, type LocalClientOptions } from '../../src/local.ts'

export async function usesALocalClient(options: LocalClientOptions): Promise<void> {
  await using client: LocalClient = await createLocalClient(options)
  const own: QdrantClient = client
  const { points }: { points: Schemas['ScoredPoint'][] } = await client.query('docs', { query: [1, 2] })
  await client.upsert('docs', { ids: [1], vectors: new Float32Array(2) })
  const closed: undefined = (await client.close()) as undefined
  // @ts-expect-error: a forgotten path would keep nothing
  await createLocalClient({})
  // @ts-expect-error: a server has a url, this has none
  await createLocalClient({ url: ':memory:' })
  void [own, points, closed]
}
