import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type {
  DenseVectorSchema,
  GetPointsSchema,
  PointStructSchema,
  QueryPointsSchema,
  RetrievedPointSchema,
  ScrollPointsSchema,
  ShardKeySchema,
  SparseVectorSchema,
  UpsertPointsSchema,
  VectorInputSchema,
  VectorSchema,
} from '@qdrant/js-client-grpc'

// The messages by our words. The package does not export the schemas of filters and ids, so that these types are taken
// from the messages that hold them.
type Query = MessageInitShape<typeof QueryPointsSchema>
type Point = MessageInitShape<typeof PointStructSchema>

/** As plain members, that others can be added to. */
export type QueryInit = Exclude<Query, { readonly $typeName: string }>
export type QueryVariantInit = NonNullable<NonNullable<Query['query']>['variant']>
export type PrefetchInit = NonNullable<Query['prefetch']>[number]
export type SearchParamsInit = NonNullable<Query['params']>
export type LookupInit = NonNullable<Query['lookupFrom']>
export type FilterInit = NonNullable<Query['filter']>
export type ConditionInit = NonNullable<FilterInit['must']>[number]
export type OrderByInit = NonNullable<MessageInitShape<typeof ScrollPointsSchema>['orderBy']>
export type PointInit = Point
export type IdInit = NonNullable<Point['id']>
export type VectorsInit = NonNullable<Point['vectors']>
export type ValueInit = NonNullable<Point['payload']>[string]
export type VectorInit = MessageInitShape<typeof VectorSchema>
export type VectorInputInit = MessageInitShape<typeof VectorInputSchema>
export type DenseInit = MessageInitShape<typeof DenseVectorSchema>
export type SparseInit = MessageInitShape<typeof SparseVectorSchema>
export type ShardKeyInit = MessageInitShape<typeof ShardKeySchema>
export type ShardKeysInit = NonNullable<Query['shardKeySelector']>
export type WithPayloadInit = NonNullable<Query['withPayload']>
export type WithVectorsInit = NonNullable<Query['withVectors']>
export type ConsistencyInit = NonNullable<MessageInitShape<typeof GetPointsSchema>['readConsistency']>
export type OrderingInit = NonNullable<MessageInitShape<typeof UpsertPointsSchema>['ordering']>

export type Retrieved = MessageShape<typeof RetrievedPointSchema>
export type Id = NonNullable<Retrieved['id']>
export type Value = Retrieved['payload'][string]
export type Vectors = NonNullable<Retrieved['vectors']>
