import { randomUUID } from 'node:crypto'
import type { Collection } from './collection.ts'
import type { Database } from './database.ts'

/** What GET /telemetry says of this process. It counts no requests, and there are no segments to tell of. */
export class Telemetry {
  readonly #id = randomUUID()
  readonly #startup = new Date().toISOString()

  /** @param level 0 gives numbers, 1 the parameters of the collections, more their whole configuration */
  report(database: Database, version: string, level: number) {
    const names = database.names()
    const details = () => names.map((name) => detail(name, database.collection(name), level))
    return {
      id: this.#id,
      app: { name: 'qdrant', version, startup: this.#startup },
      collections: { number_of_collections: names.length, ...(level > 0 ? { collections: details() } : {}) },
      cluster: { enabled: false, resharding_enabled: false },
      requests: { rest: { responses: {} }, grpc: { responses: {} } },
    }
  }
}

function detail(id: string, { config, points }: Collection, level: number) {
  if (level > 1) return { id, config }
  const columns = [...points.columns.values()]
  const vectors = [...points.slots()].reduce(
    (sum, slot) => sum + columns.filter((column) => column.has(slot)).length,
    0,
  )
  return { vectors, optimizers_status: 'ok', params: config.params }
}
