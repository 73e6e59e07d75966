import type { Server } from '../server/server.ts'
import { callOf } from '../workload/calls.ts'
import type { Collections } from '../workload/collections.ts'
import type { Data } from '../workload/data.ts'
import { isIngest } from '../workload/operations.ts'
import { poolClient } from '../workload/pool-client.ts'
import type { CellSource } from './measure-cells.ts'
import type { Operation } from './measure-round.ts'
import { PoolRig } from './pool-rig.ts'
import type { CellKey } from './results.ts'

/** Cells on a server: one pool for each wire and size, kept open until the end, so that its threads are warm. */
export class ServerCells implements CellSource {
  readonly #server: Server
  readonly #collections: Collections
  readonly #data: Data
  readonly #rigs = new Map<string, PoolRig>()

  constructor(server: Server, collections: Collections, data: Data) {
    this.#server = server
    this.#collections = collections
    this.#data = data
  }

  async rig({ wire, workers }: CellKey): Promise<PoolRig> {
    const name = `${wire} ${workers}`
    const rig = this.#rigs.get(name) ?? (await PoolRig.open({ server: this.#server, workers, wire }))
    this.#rigs.set(name, rig)
    return rig
  }

  /** Writes go into a collection of their own, empty at first. */
  async within<T>(key: CellKey, rig: PoolRig, work: (operation: Operation) => Promise<T>): Promise<T> {
    const isWritten = isIngest(key.operation)
    const collection = await (isWritten ? this.#collections.fresh() : this.#collections.search())
    try {
      const client = poolClient(rig.pool, this.#data.shape.limit)
      return await work(callOf(client, { operation: key.operation, collection }, this.#data))
    } finally {
      if (isWritten) await this.#collections.drain(collection)
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#rigs.values()].map((rig) => rig.close()))
    this.#rigs.clear()
  }
}
