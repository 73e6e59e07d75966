import { onTestFinished } from 'vitest'
import type { LocalServer } from '../../src/embedded/local-server.ts'
import type { Pool, PoolOptions } from '../../src/index.ts'
import { recorded } from './events.ts'
import { FaultProxy } from './fault-proxy.ts'
import { fill, localServer, poolOn } from './local-pool.ts'

export interface ProxiedPool {
  readonly pool: Pool
  readonly proxy: FaultProxy
  readonly server: LocalServer
  readonly events: ReturnType<typeof recorded>
}

/** A pool that reaches an embedded server through a fault proxy, with a collection `docs` of three points. */
export async function proxiedPool(options: PoolOptions = {}): Promise<ProxiedPool> {
  const server = await localServer()
  const proxy = await FaultProxy.before(server.url)
  onTestFinished(() => proxy.close())
  const pool = await poolOn(proxy.url, options)
  await fill(pool)
  return { pool, proxy, server, events: recorded(pool) }
}
