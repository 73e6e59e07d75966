import { onTestFinished } from 'vitest'
import type { Reply } from '../../../src/protocol/messages.ts'
import { GrpcWire } from '../../../src/wire/grpc/grpc-wire.ts'
import { startBoth } from './grpc-servers.ts'

export const COUNT = { operation: 'count', target: 'a', params: {} }

/** A wire to an embedded server. */
export async function embedded() {
  const { url, grpcPort, server } = await startBoth()
  const wire = wireTo(grpcPort, {}, url)
  return { server, wire }
}

/** A wire that is closed when the test ends. */
export function wireTo(
  grpcPort: number,
  more: { apiKey?: string; headers?: Record<string, string> } = {},
  url = 'http://127.0.0.1',
) {
  const wire = new GrpcWire({ url, grpcPort, headers: {}, ...more })
  onTestFinished(() => wire.close())
  return wire
}

export async function count(wire: GrpcWire): Promise<Reply | undefined> {
  return wire.send(COUNT)
}
