import type { CellSource } from '../sweep/measure-cells.ts'
import type { Operation } from '../sweep/measure-round.ts'
import { PoolRig } from '../sweep/pool-rig.ts'
import type { CellKey } from '../sweep/results.ts'
import type { Stub } from './stub.ts'

/** Retrieves on the stub, one in a request: merged ones would be one answer with one delay. */
export class StubCells implements CellSource {
  readonly #stub: Stub
  readonly #rigs = new Map<number, PoolRig>()

  constructor(stub: Stub) {
    this.#stub = stub
  }

  async rig({ workers }: Pick<CellKey, 'workers'>): Promise<PoolRig> {
    const server = { url: this.#stub.url, port: this.#stub.port, grpcPort: this.#stub.port }
    const rig = this.#rigs.get(workers) ?? (await PoolRig.open({ server, workers, wire: 'rest', coalesce: false }))
    this.#rigs.set(workers, rig)
    return rig
  }

  within<T>(_key: CellKey, rig: PoolRig, work: (operation: Operation) => Promise<T>): Promise<T> {
    return work((turn) => rig.pool.client.retrieve('stub', { ids: [turn] }))
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#rigs.values()].map((rig) => rig.close()))
  }
}
