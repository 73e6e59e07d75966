import type { QdrantClient } from '../base/qdrant-client.ts'
import type { Submit } from '../client/pool-client.ts'
import type { Params } from '../operations/operation.ts'

type Method = 'retrieve' | 'query' | 'scroll' | 'count' | 'delete' | 'setPayload'

/** One of the client's methods, without making a client of some ninety for it. */
export function ask<Name extends Method>(
  submit: Submit,
  method: Name,
  collection: string,
  params: Parameters<QdrantClient[Name]>[1],
): ReturnType<QdrantClient[Name]> {
  return submit({ operation: method, target: collection, params: params as Params }) as ReturnType<QdrantClient[Name]>
}
