import { cpuOf } from '../server/process-cpu.ts'
import { SocketWatch } from '../server/socket-watch.ts'
import type { Collections } from '../workload/collections.ts'
import { isIngest } from '../workload/operations.ts'
import type { Cell, Peer, Session, Setting } from './peer.ts'
import { type Round, roundOf } from './results.ts'

type CellPlan = Omit<Cell, 'collection'>

/** One open peer, with what is observed of it from outside while it runs. */
export class Rig {
  readonly #session: Session
  readonly #watch: SocketWatch
  readonly #setting: Setting
  readonly #collections: Collections

  private constructor(session: Session, watch: SocketWatch, setting: Setting, collections: Collections) {
    this.#session = session
    this.#watch = watch
    this.#setting = setting
    this.#collections = collections
  }

  static async open(peer: Peer, setting: Setting, collections: Collections): Promise<Rig> {
    const watch = new SocketWatch(setting.server)
    await watch.start()
    const session = await peer.open(setting)
    await watch.sample()
    return new Rig(session, watch, setting, collections)
  }

  warmUp(plan: CellPlan): Promise<void> {
    return this.#within(plan, (cell) => this.#session.warmUp(cell))
  }

  async measure(plan: CellPlan): Promise<Round> {
    const { pid } = this.#setting.server
    return this.#within(plan, async (cell) => {
      let before: number | undefined
      let sockets: Promise<number | undefined> | undefined
      let timer: NodeJS.Timeout | undefined
      const started = () => {
        before = cpuOf(pid)?.ownMs
        timer = setTimeout(() => {
          sockets = this.#watch.sample()
        }, cell.durationMs / 2)
      }
      try {
        const ran = await this.#session.run(cell, started)
        const after = cpuOf(pid)?.ownMs
        const serverCpuMs = before === undefined || after === undefined ? undefined : after - before
        return roundOf(cell.operation, ran, serverCpuMs, await sockets)
      } finally {
        clearTimeout(timer)
      }
    })
  }

  close(): Promise<void> {
    return this.#session.close()
  }

  /** With the cell's collection, and the sockets that come meanwhile taken for the peer's. */
  async #within<T>(plan: CellPlan, work: (cell: Cell) => Promise<T>): Promise<T> {
    const isWritten = isIngest(plan.operation)
    const collection = await (isWritten ? this.#collections.fresh() : this.#collections.search())
    try {
      await this.#watch.start()
      const result = await work({ ...plan, collection })
      await this.#watch.sample()
      this.#setting.signal.throwIfAborted()
      return result
    } finally {
      if (isWritten) await this.#collections.drain(collection)
    }
  }
}
