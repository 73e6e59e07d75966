import { type LocalServer, startLocalServer } from '../../src/embedded/local-server.ts'
import { createPool } from '../../src/index.ts'
import { FaultProxy } from '../../test/support/fault-proxy.ts'
import { DirectCollection } from './collection.ts'
import type { ChaosOptions } from './options.ts'
import { type ChaosPool, LIMITS } from './world.ts'

/** A proxy before one of the server's ports, and how many connections the pool may have there at one time. */
export interface Gate {
  readonly proxy: FaultProxy
  readonly mostOpen: number
}

/** The server, the proxies before it, and the pool that goes through them. */
export interface Rig {
  readonly server: LocalServer
  readonly gates: readonly Gate[]
  readonly direct: DirectCollection
  readonly pool: ChaosPool
}

export async function setUpRig({ size, grpc }: ChaosOptions): Promise<Rig> {
  const server = await startLocalServer({ grpc })
  const direct = new DirectCollection(server.url)
  await direct.create()
  const rest = await FaultProxy.before(server.url)
  const embedder = { module: new URL('./embedder.ts', import.meta.url) }
  const common = { url: rest.url, size, ...LIMITS, embedder, name: 'chaos' }
  if (!grpc) return { server, direct, gates: [{ proxy: rest, mostOpen: size }], pool: await createPool(common) }
  const proxy = await FaultProxy.before(`http://127.0.0.1:${server.grpcPort}`)
  const pool = await createPool({ ...common, preferGrpc: true, grpcPort: Number(new URL(proxy.url).port) })
  // What has no gRPC form goes over one REST socket at a time in the whole pool.
  const gates = [
    { proxy, mostOpen: size },
    { proxy: rest, mostOpen: 1 },
  ]
  return { server, direct, gates, pool }
}
