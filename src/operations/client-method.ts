import type { Params } from './operation.ts'

/** Names of methods of QdrantClient and of its `api()` that only read; a name that is not listed counts as a write. */
const READS =
  /^(get|list|search|facet|query|scroll|count|collectionExists|collectionClusterInfo|clusterTelemetry|clusterStatus|versionInfo|root|telemetry|metrics|healthz|livez|readyz)/

/** Methods of QdrantClient whose first argument is no collection. */
const WITHOUT_COLLECTION = new Set([
  'api',
  'clusterTelemetry',
  'createFullSnapshot',
  'deleteFullSnapshot',
  'getAliases',
  'getCollections',
  'getQuotas',
  'listFullSnapshots',
  'updateCollectionAliases',
  'updateQuotas',
  'versionInfo',
])

/** Arguments of the long tail; its target is the method's name. */
export interface ClientMethodParams {
  readonly args: readonly unknown[]
  /** The method is one of `client.api()`, whose answers are `{ data, status, headers, … }`. */
  readonly api?: boolean
}

/**
 * The long tail: any other method of QdrantClient, or of its `api()`, run in the worker by @qdrant/js-client-rest over
 * the worker's own socket.
 */
export const CLIENT_METHOD = 'clientMethod'

/** Whether the first argument of a client's method names a collection. */
export function namesCollection(method: string): boolean {
  return !WITHOUT_COLLECTION.has(method)
}

/** Only reads are repeated after an unknown outcome: nothing is known of what the other methods do. */
export function isReadMethod(method: string): boolean {
  return READS.test(method)
}

export function clientMethodParams(params: Params): ClientMethodParams {
  return params as unknown as ClientMethodParams
}
