import type { LocalServer } from '../../embedded/local-server.ts'
import type { Pool } from '../../pool/pool.ts'

/** Most connections open at one time, as the embedded server counted them; a server elsewhere is not asked. */
export async function countConnections(server: LocalServer | undefined, pool: Pool): Promise<number> {
  return server === undefined ? pool.stats().size : (await server.connections()).peak
}
