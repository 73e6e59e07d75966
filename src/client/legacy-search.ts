import type { Schemas } from '@qdrant/js-client-rest'
import { QdrantPoolError } from '../base/errors.ts'
import type { QdrantClient } from '../base/qdrant-client.ts'

type Query = Schemas['QueryRequest']
type ScoredPoint = Schemas['ScoredPoint']
type Groups = Schemas['GroupsResult']
type Example = Schemas['ExtendedPointId'] | number[] | Schemas['SparseVector']

interface Reading {
  consistency?: Schemas['ReadConsistency']
  timeout?: number
}
type Narrowing = Pick<
  Query,
  'shard_key' | 'filter' | 'params' | 'limit' | 'offset' | 'with_payload' | 'with_vector' | 'score_threshold'
>
type Grouping = Pick<Schemas['QueryGroupsRequest'], 'group_by' | 'group_size' | 'limit' | 'with_lookup'>

interface Searched {
  /** The unnamed vector, or one with the name of the stored vector that it is compared with. */
  vector: number[] | { name: string; vector: number[] | Schemas['SparseVector'] }
}
type Examples = Pick<Query, 'using' | 'lookup_from'> & {
  positive?: Example[]
  negative?: Example[]
  strategy?: Schemas['RecommendInput']['strategy']
}
type Discovered = Pick<Query, 'using' | 'lookup_from'> & {
  target?: Example | Record<string, unknown> | null
  context?: { positive: Example; negative: Example }[] | null
}
interface Batch<Search> extends Reading {
  searches: Search[]
}

/** Methods that @qdrant/js-client-rest had up to 1.18, with their arguments and answers; here they run as queries. */
export interface LegacySearch {
  search(collection: string, args: Searched & Narrowing & Reading): Promise<ScoredPoint[]>
  searchBatch(collection: string, args: Batch<Searched & Narrowing>): Promise<ScoredPoint[][]>
  searchPointGroups(collection: string, args: Searched & Narrowing & Grouping & Reading): Promise<Groups>
  recommend(collection: string, args: Examples & Narrowing & Reading): Promise<ScoredPoint[]>
  recommendBatch(collection: string, args: Batch<Examples & Narrowing>): Promise<ScoredPoint[][]>
  recommendPointGroups(collection: string, args: Examples & Narrowing & Grouping & Reading): Promise<Groups>
  discoverPoints(collection: string, args: Discovered & Narrowing & Reading): Promise<ScoredPoint[]>
  discoverBatchPoints(collection: string, args: Batch<Discovered & Narrowing>): Promise<ScoredPoint[][]>
}

/** Over `query`, `queryBatch` and `queryGroups` of a client. */
export function legacySearch(client: Pick<QdrantClient, 'query' | 'queryBatch' | 'queryGroups'>): LegacySearch {
  const one = async (collection: string, query: Query) => (await client.query(collection, query)).points
  const many = async (collection: string, searches: Query[], { consistency, timeout }: Reading) => {
    const answers = await client.queryBatch(collection, { searches, ...defined({ consistency, timeout }) })
    return answers.map(({ points }) => points)
  }
  return {
    search: async (collection, args) => one(collection, withPayload(asSearch(args))),
    searchBatch: async (collection, args) => many(collection, args.searches.map(asSearch), args),
    searchPointGroups: async (collection, args) => client.queryGroups(collection, asSearch(args)),
    recommend: async (collection, args) => one(collection, withPayload(asRecommendation(args))),
    recommendBatch: async (collection, args) => many(collection, args.searches.map(asRecommendation), args),
    recommendPointGroups: async (collection, args) => client.queryGroups(collection, asRecommendation(args)),
    discoverPoints: async (collection, args) => one(collection, asDiscovery(args)),
    discoverBatchPoints: async (collection, args) => many(collection, args.searches.map(asDiscovery), args),
  }
}

function asSearch<Rest>({ vector, ...rest }: Searched & Rest) {
  const isNamed = typeof vector === 'object' && !Array.isArray(vector) && !ArrayBuffer.isView(vector)
  // As `nearest`, so that a vector that is missing is an error, as it was, and not a query for any points.
  return isNamed
    ? { ...rest, query: { nearest: vector.vector }, using: vector.name }
    : { ...rest, query: { nearest: vector } }
}

function asRecommendation<Rest>({ positive, negative, strategy, ...rest }: Examples & Rest) {
  return { ...rest, query: { recommend: defined({ positive, negative, strategy }) } }
}

function asDiscovery<Rest>({ target, context, ...rest }: Discovered & Rest) {
  const pairs = context ?? []
  // A target is an example, or null.
  const example = (target ?? undefined) as Example | undefined
  // The server takes a context of no pairs for any points; the old routes refused it.
  if (example === undefined && pairs.length === 0) throw nothingToDiscover()
  const query = example === undefined ? { context: pairs } : { discover: { target: example, context: pairs } }
  return { ...rest, query }
}

/** The default of `search` and `recommend` alone: the other methods leave it to the server. */
function withPayload<Request extends Query>(request: Request): Request {
  return { ...request, with_payload: request.with_payload === undefined ? true : request.with_payload }
}

type Defined<Members> = { [Key in keyof Members]?: Exclude<Members[Key], undefined> }

function defined<Members extends object>(members: Members): Defined<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<Members>
}

function nothingToDiscover(): QdrantPoolError {
  return new QdrantPoolError('INVALID_ARGUMENT', 'discover: expected a `target` or pairs in `context`, got neither', {
    outcome: 'not-sent',
    solutions: ['Name a target, a context, or both'],
  })
}
