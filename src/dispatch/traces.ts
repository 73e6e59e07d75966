import type { Actor } from '../actors/actor.ts'
import { type BatchMessage, channels, type OperationMessage, type PoolIdentity } from '../base/channels.ts'
import { collectionOf, type Request, requestName } from '../operations/catalog.ts'
import type { Failure } from '../protocol/failure.ts'
import type { Batch } from './batch.ts'
import { revive } from './revive.ts'

/** Tells node:diagnostics_channel of a call from its issue to its settlement; `issue` gets its message, where anybody listens. */
export function traceOperation(
  identity: PoolIdentity,
  request: Request,
  issue: (message?: OperationMessage) => Promise<unknown>,
): Promise<unknown> {
  if (!channels.operation.hasSubscribers) return issue()
  const message = { ...identity, operation: requestName(request), collection: collectionOf(request) }
  return channels.operation.tracePromise(() => issue(message), message)
}

/** Tells of a request that goes to a worker; undefined where nobody listens. */
export function traceBatch(identity: PoolIdentity, batch: Batch, actor: Actor): BatchMessage | undefined {
  for (const { message } of batch.members) if (message !== undefined) message.server = actor.endpoint.url
  if (!channels.batch.hasSubscribers) return undefined
  const [first] = batch.members
  const trace: BatchMessage = {
    ...identity,
    operation: first.name,
    collection: collectionOf(batch.request),
    slot: actor.entry.slot,
    server: actor.endpoint.url,
    size: batch.members.length,
    operations: batch.members.flatMap(({ message }) => message ?? []),
    carrier: {},
  }
  channels.batch.start.publish(trace)
  channels.batch.end.publish(trace)
  return trace
}

/**
 * The headers that subscribers gave it to take along. Anybody may write there, and whatever else it is must fail no call: it
 * would not cross to the thread.
 */
export function headersOf(trace: BatchMessage | undefined): Readonly<Record<string, string>> | undefined {
  if (trace === undefined) return undefined
  const headers = Object.entries(trace.carrier ?? {}).filter(([, value]) => typeof value === 'string')
  return headers.length === 0 ? undefined : Object.fromEntries(headers)
}

/** Tells that its answer has come, or why none did. */
export function endBatchTrace(trace: BatchMessage | undefined, failure: Failure | Error | undefined): void {
  if (trace === undefined) return
  if (failure !== undefined) {
    trace.error = failure instanceof Error ? failure : revive(failure, trace.operation)
    channels.batch.error.publish(trace)
  }
  channels.batch.asyncStart.publish(trace)
  channels.batch.asyncEnd.publish(trace)
}
