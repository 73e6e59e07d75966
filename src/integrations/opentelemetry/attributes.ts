import type { Attributes } from '@opentelemetry/api'
import type { BatchMessage, OperationMessage } from '../../base/channels.ts'
import { QdrantPoolError } from '../../base/errors.ts'
import { ApiError, QdrantClientResourceExhaustedError } from '../../base/qdrant-client.ts'
import { serverAddress } from '../../base/server-url.ts'

// Names of OpenTelemetry's semantic conventions for database clients, and one of our own.
export const POOL_NAME = 'db.client.connection.pool.name'
export const CONNECTION_STATE = 'db.client.connection.state'
const SYSTEM_NAME = 'db.system.name'
const OPERATION_NAME = 'db.operation.name'
const COLLECTION_NAME = 'db.collection.name'
const BATCH_SIZE = 'db.operation.batch.size'
const STATUS_CODE = 'db.response.status_code'
const ERROR_TYPE = 'error.type'
const ADDRESS = 'server.address'
const PORT = 'server.port'
const SLOT = 'qdrant_worker_pool.worker.slot'

type Named = Pick<OperationMessage, 'operation' | 'collection'>

/** `{operation} {collection}`, as the conventions name a span; both are few. */
export function spanName({ operation, collection }: Named): string {
  return collection === undefined ? operation : `${operation} ${collection}`
}

export function callAttributes({ operation, collection, server }: Named & { readonly server?: string }): Attributes {
  return {
    [SYSTEM_NAME]: 'qdrant',
    [OPERATION_NAME]: operation,
    ...(collection === undefined ? {} : { [COLLECTION_NAME]: collection }),
    ...(server === undefined ? {} : serverAttributes(server)),
  }
}

/** What a request to a worker is called: that of several calls is a batch of their operation. */
export function batchOperation({ operation, collection, size }: BatchMessage): Named {
  return { operation: size > 1 ? `BATCH ${operation}` : operation, collection }
}

export function batchAttributes(message: BatchMessage): Attributes {
  return {
    ...callAttributes({ ...batchOperation(message), server: message.server }),
    ...(message.size > 1 ? { [BATCH_SIZE]: message.size } : {}),
    [POOL_NAME]: message.pool,
    [SLOT]: message.slot,
  }
}

/** Few values: an HTTP status, a code of the pool's errors, or the class of what else was thrown. */
export function errorAttributes(error: unknown): Attributes {
  const status = statusOf(error)
  if (status !== undefined) return { [ERROR_TYPE]: status, [STATUS_CODE]: status }
  if (error instanceof QdrantPoolError) return { [ERROR_TYPE]: error.code }
  return { [ERROR_TYPE]: error instanceof Error ? error.name : '_OTHER' }
}

function statusOf(error: unknown): string | undefined {
  // The client's own error for it does not say it.
  if (error instanceof QdrantClientResourceExhaustedError) return '429'
  // By its class alone: what a caller aborts with may have a status, too, and no server has said that.
  return error instanceof ApiError ? String(error.status) : undefined
}

function serverAttributes(url: string): Attributes {
  const { origin, port } = serverAddress(url)
  // An IPv6 address stands in brackets in a URL alone.
  return { [ADDRESS]: new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1'), [PORT]: port }
}
