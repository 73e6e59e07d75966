import { randomUUID } from 'node:crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Reply } from '../../../src/protocol/messages.ts'
import { GrpcWire } from '../../../src/wire/grpc/grpc-wire.ts'
import type { Wire } from '../../../src/wire/wire.ts'
import { ReadWire } from '../../support/read-wire.ts'
import { calls } from './grpc-calls.ts'
import { collection, indexes } from './grpc-collection.ts'
import { startBoth } from './grpc-servers.ts'
import { jsonOnly, unsendable } from './grpc-unsent-calls.ts'

const real = process.env.QDRANT_URL

const servers = [
  { name: 'the embedded server', start: startBoth, skip: false },
  {
    name: 'a real server',
    start: async () => ({ url: real ?? '', grpcPort: Number(process.env.QDRANT_GRPC_PORT ?? 6334) }),
    skip: real === undefined,
  },
]

for (const { name, start, skip } of servers) {
  describe.skipIf(skip)(`both wires on ${name}`, () => {
    it('give the same answers, failures and stored points', async () => {
      const { rest, grpc, create } = await wires(start)
      const [restCollection, grpcCollection] = [await create(), await create()]
      for (const [operation, params] of calls) {
        const overRest = await rest.send({ operation, target: restCollection, params })
        const overGrpc = await grpc.send({ operation, target: grpcCollection, params })
        expect(comparable(overGrpc), told(operation, params)).toEqual(comparable(overRest))
      }
    })

    it('give the same failure for a collection that does not exist', async () => {
      const { rest, grpc } = await wires(start)
      const missing = `qwp_grpc_${randomUUID()}`
      for (const [operation, params] of calls) {
        const overGrpc = comparable(await grpc.send({ operation, target: missing, params }))
        expect(overGrpc, operation).toEqual(comparable(await rest.send({ operation, target: missing, params })))
        expect(overGrpc, operation).toMatchObject({ failure: { status: 404, statusText: 'Not Found' } })
      }
    })

    it('answer probes', async () => {
      const { rest, grpc } = await wires(start)
      expect(await grpc.probe()).toEqual({ ok: true, value: undefined })
      expect(await rest.probe()).toEqual({ ok: true, value: undefined })
      expect(grpc.sockets).toBe(1)
    })
  })
}

describe('the gRPC wire', () => {
  it.each(
    jsonOnly.map(([operation, params]) => [told(operation, params), operation, params] as const),
  )('leaves to REST: %s', async (_told, operation, params) => {
    const { grpc } = await wires(startBoth)
    expect(grpc.send({ operation, target: 'a', params })).toBeUndefined()
  })

  it.each(unsendable)('refuses what cannot be sent as REST does: %s %j', async (operation, params, place) => {
    const { rest, grpc } = await wires(startBoth)
    const refused = await grpc.send({ operation, target: 'a', params })
    expect(refused).toEqual(await rest.send({ operation, target: 'a', params }))
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'argument', message: expect.stringContaining(place) } })
    expect(grpc.sockets).toBe(0)
  })
})

async function wires(start: () => Promise<{ url: string; grpcPort: number }>) {
  const { url, grpcPort } = await start()
  const settings = { url, grpcPort, headers: {}, compression: 'identity' as const, ...apiKey() }
  const rest = new ReadWire(settings)
  const grpc = new GrpcWire(settings)
  onTestFinished(async () => {
    await rest.close()
    await grpc.close()
  })
  const call = async (method: string, path: string, body?: object) => {
    const headers = {
      'content-type': 'application/json',
      ...(process.env.QDRANT_API_KEY && { 'api-key': process.env.QDRANT_API_KEY }),
    }
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(await response.text())
  }
  /** A collection of its own for each wire: both then count the same operations and versions. */
  const create = async () => {
    const name = `qwp_grpc_${randomUUID()}`
    await call('PUT', `/collections/${name}`, collection)
    onTestFinished(() => call('DELETE', `/collections/${name}`))
    for (const [field_name, field_schema] of Object.entries(indexes))
      await call('PUT', `/collections/${name}/index?wait=true`, { field_name, field_schema })
    return name
  }
  return { rest: rest as Wire, grpc: grpc as Wire, create }
}

function apiKey() {
  return process.env.QDRANT_API_KEY === undefined ? {} : { apiKey: process.env.QDRANT_API_KEY }
}

const FLOATS = new Set(['vector', 'score'])

/** What must be equal: not the addresses and times, nor the decimals by which JSON shows a float. */
function comparable(reply: Reply | undefined): unknown {
  if (reply?.ok !== false)
    return tiesSorted(rounded(reply !== undefined && 'value' in reply ? reply.value : undefined, false))
  if (reply.failure.kind !== 'server') return reply
  const { status, statusText, data } = reply.failure
  return { failure: { status, statusText, error: (data as { status: { error: string } }).status.error } }
}

/** Points of equal score come in any order. */
function tiesSorted(value: unknown): unknown {
  const { points } = (value ?? {}) as { points?: readonly { id: unknown; score?: number }[] }
  if (points?.[0]?.score === undefined) return value
  const groups = Object.groupBy(points, ({ score }) => String(score))
  const byId = (one: { id: unknown }, other: { id: unknown }) => String(one.id).localeCompare(String(other.id))
  return {
    scores: points.map(({ score }) => score),
    groups: Object.values(groups).map((group) => group?.toSorted(byId)),
  }
}

function rounded(value: unknown, isFloat: boolean): unknown {
  if (typeof value === 'number') return isFloat ? Math.fround(value) : value
  if (Array.isArray(value)) return value.map((item) => rounded(item, isFloat))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [key, rounded(member, isFloat || FLOATS.has(key))])
  return Object.fromEntries(members)
}

function told(operation: string, params: object): string {
  const digits = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
  return `${operation} ${JSON.stringify(params, digits)}`.slice(0, 300)
}
