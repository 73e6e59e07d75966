import type { MessageShape } from '@bufbuild/protobuf'
import type { ScoredPointSchema, UpdateResultSchema } from '@qdrant/js-client-grpc'
import { fromId, fromInteger } from './ids.ts'
import type { Retrieved } from './messages.ts'
import { fromPayload } from './payload.ts'
import { fromVectors } from './vectors.ts'

type Scored = MessageShape<typeof ScoredPointSchema>
type Update = MessageShape<typeof UpdateResultSchema>

/** REST's words for the states of an update, by the numbers of the enum. */
const UPDATE_STATUS = ['unknown', 'acknowledged', 'completed', 'clock_rejected', 'wait_timeout'] as const

/** Whether an answer shows payloads: on the wire an empty payload looks like one that was not asked for. */
export function showsPayload(withPayload: unknown, byDefault: boolean): boolean {
  return withPayload === undefined || withPayload === null ? byDefault : withPayload !== false
}

export function fromScored(point: Scored, withPayload: boolean): Record<string, unknown> {
  return {
    id: fromId(point.id),
    version: fromInteger(point.version),
    score: shortest(point.score),
    ...details(point, withPayload),
  }
}

export function fromRetrieved(point: Retrieved, withPayload: boolean): Record<string, unknown> {
  return { id: fromId(point.id), ...details(point, withPayload) }
}

function details({ payload, vectors, shardKey, orderValue }: Scored | Retrieved, withPayload: boolean) {
  const shown: Record<string, unknown> = {}
  if (withPayload) shown.payload = fromPayload(payload)
  if (vectors !== undefined) shown.vector = fromVectors(vectors)
  const key = shardKey?.key
  if (key?.value !== undefined) shown.shard_key = key.case === 'number' ? fromInteger(key.value) : key.value
  const order = orderValue?.variant
  if (order?.value !== undefined) shown.order_value = order.case === 'int' ? fromInteger(order.value) : order.value
  return shown
}

/** The number that JSON would show for a float: the shortest decimal that rounds to it. */
function shortest(float: number): number {
  if (float === 0) return float
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(float.toPrecision(digits))
    if (Math.fround(rounded) === float) return rounded
  }
  return Number(float.toPrecision(9))
}

export function fromUpdate(result: Update | undefined): Record<string, unknown> {
  if (result === undefined) throw new Error('an update was answered without its result')
  const { operationId, status } = result
  return { operation_id: operationId === undefined ? null : fromInteger(operationId), status: UPDATE_STATUS[status] }
}
