import { toId } from './ids.ts'
import type { PointInit } from './messages.ts'
import { listOf, membersOf, NoGrpcForm, optional, plainObject } from './no-grpc-form.ts'
import { toPayload } from './payload.ts'
import { toVectors } from './vectors.ts'

/** The points of an upsert, one by one or in columns; an empty list REST refuses in its own words. @throws NoGrpcForm */
export function toPoints(points: unknown, batch: unknown): PointInit[] {
  if (batch !== undefined && points !== undefined) throw new NoGrpcForm('both `points` and `batch`')
  const list = batch === undefined ? listOf(points, toPoint) : fromColumns(batch)
  if (list.length === 0) throw new NoGrpcForm('no points')
  return list
}

function toPoint(value: unknown): PointInit {
  const { id, vector, payload } = membersOf(value, 'id', 'vector', 'payload')
  return { id: toId(id), vectors: toVectors(vector), payload: optional(payload, toPayload) ?? {} }
}

function fromColumns(batch: unknown): PointInit[] {
  const { ids, vectors, payloads } = membersOf(batch, 'ids', 'vectors', 'payloads')
  const rows = Array.isArray(vectors) ? vectors : rowsOf(plainObject(vectors))
  if (!Array.isArray(ids) || rows.length !== ids.length) throw new NoGrpcForm('columns of different lengths')
  const kept = optional(payloads, (column) => listOf(column, (payload) => payload))
  if (kept !== undefined && kept.length !== ids.length) throw new NoGrpcForm('columns of different lengths')
  return ids.map((id, row) => toPoint({ id, vector: rows[row], payload: kept?.[row] }))
}

/** One object of named vectors a point, from one list a name. */
function rowsOf(columns: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const names = Object.entries(columns).map(([name, list]) => [name, listOf(list, (vector) => vector)] as const)
  const length = names[0]?.[1].length ?? 0
  if (names.some(([, list]) => list.length !== length)) throw new NoGrpcForm('columns of different lengths')
  return Array.from({ length }, (_, row) => Object.fromEntries(names.map(([name, list]) => [name, list[row]])))
}
