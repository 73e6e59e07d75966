import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf'
import type {
  QueryPointsSchema,
  RetrievedPointSchema,
  ScrollPointsSchema,
  UpsertPointsSchema,
} from '@qdrant/js-client-grpc'

// The messages by our words: those that the package does not export are taken from the ones that hold them.
export type Query = MessageShape<typeof QueryPointsSchema>
export type Variant = NonNullable<Query['query']>['variant']
export type Prefetch = Query['prefetch'][number]
export type Filter = NonNullable<Query['filter']>
export type Condition = Filter['must'][number]
export type FieldCondition = Extract<Condition['conditionOneOf'], { case: 'field' }>['value']
export type OrderBy = NonNullable<MessageShape<typeof ScrollPointsSchema>['orderBy']>
export type Point = MessageShape<typeof UpsertPointsSchema>['points'][number]
export type PointVectors = NonNullable<Point['vectors']>
export type Id = NonNullable<Point['id']>
export type Value = Point['payload'][string]
export type ShardKeys = NonNullable<Query['shardKeySelector']>

type RecordInit = MessageInitShape<typeof RetrievedPointSchema>
export type IdInit = NonNullable<RecordInit['id']>
export type ValueInit = NonNullable<RecordInit['payload']>[string]
export type VectorsInit = NonNullable<RecordInit['vectors']>
