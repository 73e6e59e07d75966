import { type LocalServer, startLocalServer } from '../../src/embedded/local-server.ts'
import { createPool } from '../../src/index.ts'
import { FaultProxy } from '../../test/support/fault-proxy.ts'
import { DirectCollection } from './collection.ts'
import { type ChaosPool, LIMITS } from './world.ts'

/** The server, the proxy before it, and the pool that goes through the proxy. */
export interface Rig {
  readonly server: LocalServer
  readonly proxy: FaultProxy
  readonly direct: DirectCollection
  readonly pool: ChaosPool
}

export async function setUpRig(size: number): Promise<Rig> {
  const server = await startLocalServer()
  const direct = new DirectCollection(server.url)
  await direct.create()
  const proxy = await FaultProxy.before(server.url)
  const embedder = { module: new URL('./embedder.ts', import.meta.url) }
  const pool = await createPool({ url: proxy.url, size, ...LIMITS, embedder, name: 'chaos' })
  return { server, proxy, direct, pool }
}
