// Compiled by `npm run check`, never run: a program written for @qdrant/js-client-rest, with the pool's client in its place.
import { type QdrantClient, type Schemas, withHeaders } from '@qdrant/js-client-rest'
import type { Lease, Pool } from '../../src/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(equal: Equal<A, B>): void => void equal

type Client = Pool['client']
/** Methods whose types differ: an upsert takes columns, too. */
type Widened = 'upsert'
type Untouched = Exclude<keyof QdrantClient, Widened>

same<Pick<Client, Untouched>, Pick<QdrantClient, Untouched>>(true)
same<ReturnType<Pool['with']>, Client>(true)
same<Lease['client'], Client>(true)

/** As libraries take a client. */
class Notes {
  readonly #client: QdrantClient
  constructor(options: { client: QdrantClient }) {
    this.#client = options.client
  }
  async add(id: number, vector: number[], text: string): Promise<Schemas['UpdateResult']> {
    return this.#client.upsert('notes', { wait: true, points: [{ id, vector, payload: { text } }] })
  }
}
const countAll = async (client: QdrantClient, names: readonly string[]): Promise<number[]> =>
  Promise.all(names.map(async (name) => (await client.count(name, { exact: false })).count))

export async function program(pool: Pool): Promise<unknown[]> {
  const client: QdrantClient = pool.client
  const ours = pool.client
  if (!(await ours.collectionExists('notes')).exists)
    await ours.createCollection('notes', {
      vectors: { size: 4, distance: 'Cosine' },
      sparse_vectors: { words: { modifier: 'idf' } },
      quantization_config: { scalar: { type: 'int8', always_ram: true } },
    })
  await ours.createPayloadIndex('notes', { field_name: 'year', field_schema: 'integer', wait: true })
  const notes = new Notes({ client: pool.with({ timeoutMs: 500 }) })
  same<Awaited<ReturnType<Notes['add']>>, Schemas['UpdateResult']>(true)

  const filter: Schemas['Filter'] = {
    must: [{ key: 'year', range: { gte: 2000 } }],
    must_not: [{ is_empty: { key: 'text' } }, { has_id: [1, 'b6b6d4b0-0c7e-4e0e-8d0f-0a0a0a0a0a0a'] }],
  }
  const found = await ours.query('notes', { query: [1, 0, 0, 0], filter, limit: 3, with_payload: ['text'] })
  same<typeof found, Schemas['QueryResponse']>(true)
  const hybrid = await ours.query('notes', {
    prefetch: [
      { query: [1, 0, 0, 0], limit: 20 },
      { query: { indices: [1], values: [1] }, using: 'words', limit: 20 },
    ],
    query: { fusion: 'rrf' },
  })
  const batch = await ours.queryBatch('notes', { searches: [{ query: 1 }, { query: { sample: 'random' } }] })
  same<typeof batch, Schemas['QueryResponse'][]>(true)
  const { groups } = await ours.queryGroups('notes', { query: [1, 0, 0, 0], group_by: 'year', limit: 2 })
  const firstOfGroups: (Schemas['ScoredPoint'] | undefined)[] = groups.map(({ hits }) => hits[0])

  let offset: Schemas['ExtendedPointId'] | Record<string, unknown> | null | undefined
  do {
    const page = await ours.scroll('notes', {
      limit: 100,
      with_vector: true,
      ...(typeof offset === 'number' && { offset }),
    })
    offset = page.next_page_offset
  } while (offset !== null && offset !== undefined)

  await ours.setPayload('notes', { payload: { read: true }, filter })
  await ours.batchUpdate('notes', { operations: [{ delete: { points: [1] } }, { clear_payload: { filter } }] })
  const told = await withHeaders({ 'x-request-id': 'r1' }, () => ours.getCollection('notes'))
  same<typeof told, Schemas['CollectionInfo']>(true)
  const answer = await ours.api().getPoint({ collection_name: 'notes', id: 1 })
  const status: number = answer.status
  const kind: string | null = answer.headers.get('content-type')
  const point: Schemas['Record'] | undefined = answer.data.result

  const before: Schemas['ScoredPoint'][] = await ours.search('notes', { vector: [1, 0, 0, 0], limit: 2, filter })
  const named = await ours.search('notes', { vector: { name: 'words', vector: { indices: [1], values: [1] } } })
  const lists: Schemas['ScoredPoint'][][] = await ours.searchBatch('notes', {
    searches: [{ vector: [1, 0, 0, 0], limit: 1 }],
  })
  const grouped: Schemas['GroupsResult'] = await ours.searchPointGroups('notes', {
    vector: { name: 'words', vector: [1] },
    group_by: 'year',
    group_size: 1,
    limit: 2,
  })
  const liked = await ours.recommend('notes', {
    positive: [1, [0, 0, 0, 1]],
    negative: ['b6b6'],
    strategy: 'best_score',
  })
  const near = await ours.discoverPoints('notes', { target: 1, context: [{ positive: 2, negative: 3 }], limit: 1 })
  same<typeof near, typeof liked>(true)
  // @ts-expect-error: a search needs its vector
  await ours.search('notes', { limit: 1 })
  // @ts-expect-error: the client itself has no such method any more
  await client.search('notes', { vector: [1] })

  return [
    notes,
    hybrid,
    firstOfGroups,
    status,
    kind,
    point,
    before,
    named,
    lists,
    grouped,
    await countAll(ours, ['notes']),
  ]
}

/** As a wrapper that takes what a method takes. */
export const ofMethod: Parameters<Client['upsert']>[1] = { points: [{ id: 1, vector: [1] }] }
