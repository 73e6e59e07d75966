import type { LocalServer } from '../../embedded/local-server.ts'
import { openSockets, type Pool } from '../../pool/pool.ts'

/** Most connections open at one time, as the embedded server counted them; elsewhere those that the workers hold now. */
export async function countConnections(server: LocalServer | undefined, pool: Pool): Promise<number> {
  return server === undefined ? openSockets(pool) : (await server.connections()).peak
}
