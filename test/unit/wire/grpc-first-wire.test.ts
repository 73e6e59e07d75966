import { expect, it } from 'vitest'
import type { ConnectionSettings, Reply } from '../../../src/protocol/messages.ts'
import { RestTurn } from '../../../src/protocol/rest-turn.ts'
import { Cancellation } from '../../../src/wire/cancellation.ts'
import { GrpcFirstWire } from '../../../src/wire/grpc-first-wire.ts'
import type { Wire } from '../../../src/wire/wire.ts'
import { startEmbedded } from '../../support/embedded.ts'

/** A gRPC wire that has a form for `count` only. */
function grpcStub(): Wire {
  return {
    onSockets: () => {},
    sockets: 1,
    carriesMany: true,
    probe: async () => ({ ok: true, value: 'grpc' }),
    send: ({ operation }) => (operation === 'count' ? Promise.resolve<Reply>({ ok: true, value: 'grpc' }) : undefined),
    reset: async () => {},
    close: async () => {},
  }
}

async function setUp() {
  const { url, server } = await startEmbedded()
  const memory = RestTurn.memory()
  const wire = (slot: number) => {
    const settings: ConnectionSettings = {
      slot,
      url,
      headers: {},
      compression: 'identity',
      healthCheckIntervalMs: 1_000,
    }
    return new GrpcFirstWire(grpcStub(), settings, new RestTurn(memory))
  }
  return { wire, server, turn: new RestTurn(memory) }
}

it('sends over gRPC what has a form there, and needs no other socket', async () => {
  const { wire, server } = await setUp()
  const first = wire(0)
  expect(await first.send({ operation: 'count', target: 'a', params: {} })).toEqual({ ok: true, value: 'grpc' })
  expect(await first.probe()).toEqual({ ok: true, value: 'grpc' })
  expect(server.connections().accepted).toBe(0)
})

it('gives each other call a short-lived socket, one at a time for all workers', async () => {
  const { wire, server } = await setUp()
  const wires = Array.from({ length: 4 }, (_, slot) => wire(slot))
  const replies = await Promise.all(
    wires.flatMap((one) => [
      one.send({ operation: 'scroll', target: 'a', params: {} }),
      one.send({ operation: 'explode', target: 'a', params: {} }),
    ]),
  )
  expect(replies.filter((reply) => !reply.ok && reply.failure.kind === 'server')).toHaveLength(4)
  expect(replies.filter((reply) => !reply.ok && reply.failure.kind === 'argument')).toHaveLength(4)
  expect(server.connections()).toMatchObject({ peak: 1, accepted: 4 })
  expect(wires[0]?.sockets).toBe(1)
})

it('does not send a call that was reset while it waited for its turn', async () => {
  const { wire, server, turn } = await setUp()
  await turn.take(9)
  const waiting = wire(0)
  const call = waiting.send({ operation: 'scroll', target: 'a', params: {} })
  await waiting.reset()
  turn.give(8)
  turn.give(9)
  expect(await call).toMatchObject({ failure: { outcome: 'not-sent' } })
  expect(server.connections().accepted).toBe(0)
  await waiting.close()
})

it('lets a call go that is cancelled while it waits for its turn, and gives the turn on', async () => {
  const { wire, server, turn } = await setUp()
  await turn.take(9)
  const cancellation = new Cancellation()
  const [leaving, staying] = [wire(0), wire(1)]
  const left = leaving.send({ operation: 'scroll', target: 'a', params: {} }, cancellation)
  cancellation.cancel()
  expect(await left).toMatchObject({ failure: { outcome: 'not-sent' } })
  const stayed = staying.send({ operation: 'scroll', target: 'a', params: {} })
  turn.give(9)
  expect(await stayed).toMatchObject({ failure: { kind: 'server' } })
  expect(server.connections().accepted).toBe(1)
})
