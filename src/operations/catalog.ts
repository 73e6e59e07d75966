import type { Transferable } from 'node:worker_threads'
import { CLIENT_METHOD, clientMethodParams, isReadMethod, namesCollection } from './client-method.ts'
import { count } from './count.ts'
import { deletePoints } from './delete.ts'
import { embed } from './embed.ts'
import { embedQuery } from './embed-query.ts'
import { embedUpsert } from './embed-upsert.ts'
import type { CodeOperation, Operation, Params, RequestHeaders, TextOperation } from './operation.ts'
import { query } from './query.ts'
import { queryBatch } from './query-batch.ts'
import { retrieve } from './retrieve.ts'
import { scroll } from './scroll.ts'
import { setPayload } from './set-payload.ts'
import { task } from './task.ts'
import { upsert } from './upsert.ts'
import { clientMethodScope, touchedPoints, type WriteScope } from './write-scope.ts'

/** One call a user made, as plain data that crosses to a worker. */
export interface Request {
  /** Name of an operation of this catalog. */
  readonly operation: string
  /** The collection; for the long tail the client's method, for a task its module. */
  readonly target: string
  readonly params: Params
  /** HTTP headers of this one request, by their names in lower case; over gRPC they are its metadata. */
  readonly headers?: RequestHeaders
  /** The array that the operation's `cargo` names, apart from the other parameters on its way to the worker. */
  readonly cargo?: Float32Array
  /** What moves to the worker with the parameters that hold it, and does not come back. */
  readonly moved?: readonly Transferable[]
}

const byName = <T extends { readonly name: string }>(...all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.name, one]))

/** The hot operations, which have a REST form of our own. */
export const hotOperations: ReadonlyMap<string, Operation> = byName(
  retrieve,
  query,
  queryBatch,
  scroll,
  count,
  upsert,
  deletePoints,
  setPayload,
)

/** Operations whose texts are embedded in the worker. */
export const textOperations: ReadonlyMap<string, TextOperation> = byName(embedUpsert, embedQuery)

/** Operations that run code in the worker and send nothing of their own. */
export const codeOperations: ReadonlyMap<string, CodeOperation> = byName(embed, task)

/** Whether an operation's target is a collection. */
export function targetsCollection(operation: string): boolean {
  return operation !== CLIENT_METHOD && !codeOperations.has(operation)
}

/** Whether the worker needs the embedding model for it; what a task does is its own, and it is handed `embed`. */
export function needsModel({ operation }: Request): boolean {
  return textOperations.has(operation) || codeOperations.has(operation)
}

/** Requests with equal keys may travel as one, as long as their bytes do; a key of undefined travels alone. */
export function mergeTraits({ operation, target, params, headers }: Request): {
  mergeKey: string | undefined
  bytes: number
} {
  const merging = hotOperations.get(operation)?.merging
  const key = merging?.key(params)
  if (merging === undefined || key === undefined) return { mergeKey: undefined, bytes: 0 }
  const apart = headers === undefined ? '' : ` ${JSON.stringify(headers)}`
  return { mergeKey: `${operation} ${target} ${key}${apart}`, bytes: merging.bytes(params) }
}

/** The name a request has in metrics and errors: that of the method which made it. */
export function requestName(request: Request): string {
  return request.operation === CLIENT_METHOD ? request.target : request.operation
}

/** The collection that a request names, where it names one. */
export function collectionOf({ operation, target, params }: Request): string | undefined {
  if (operation !== CLIENT_METHOD) return targetsCollection(operation) ? target : undefined
  const { args, api } = clientMethodParams(params)
  return !api && namesCollection(target) && typeof args[0] === 'string' ? args[0] : undefined
}

/** Whether a second sending of the request leaves the same state as one. */
export function isIdempotent(request: Request): boolean {
  if (request.operation === CLIENT_METHOD) return isReadMethod(request.target)
  const { operation: name, params } = request
  const operation = hotOperations.get(name) ?? textOperations.get(name)
  return operation?.idempotent(params) ?? codeOperations.get(name)?.idempotent() ?? false
}

/** The points that a request may write; undefined where it writes none. */
export function writeScope({ operation, target, params }: Request): WriteScope | undefined {
  if (operation === CLIENT_METHOD) return clientMethodScope(target, clientMethodParams(params))
  const { access } = hotOperations.get(operation) ?? textOperations.get(operation) ?? {}
  return access === 'write' ? { collection: target, points: touchedPoints(params) } : undefined
}
