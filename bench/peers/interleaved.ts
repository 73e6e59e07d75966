import type { Progress } from '../progress.ts'
import { reasonOf } from '../server/reason.ts'
import type { Collections } from '../workload/collections.ts'
import type { OperationName } from '../workload/operations.ts'
import type { Peer, Setting } from './peer.ts'
import type { CellResult, Round } from './results.ts'
import { Rig } from './rig.ts'

/** What went wrong with a peer. */
export interface Trouble {
  readonly peer: string
  /** Undefined: with all of them. */
  readonly operation?: OperationName
  readonly reason: string
}

/** Measures peers beside each other: in every round each has its turn, and each round begins with another one. */
export class Interleaved {
  /** Not measured, or no longer. */
  readonly leftOut: Trouble[] = []
  /** Failed, and did it when asked once more. */
  readonly repeated: Trouble[] = []
  readonly #peers: readonly Peer[]
  readonly #rigs = new Map<Peer, Rig>()
  readonly #setting: Setting
  readonly #collections: Collections
  readonly #progress: Progress

  constructor(peers: readonly Peer[], setting: Setting, collections: Collections, progress: Progress) {
    this.#peers = peers
    this.#setting = setting
    this.#collections = collections
    this.#progress = progress
  }

  /** One result for each peer that did every round. */
  async measure(operation: OperationName, callers: number, durationMs: number, rounds: number): Promise<CellResult[]> {
    const seen = new Map<Peer, Round[]>(this.#able(operation).map((peer) => [peer, []]))
    const plan = { operation, callers, durationMs }
    const step = async (peer: Peer, work: (rig: Rig) => Promise<void>) => {
      this.#progress.step(`${operation}, ${callers} in flight`, peer.name)
      try {
        await this.#twice(peer, operation, work)
      } catch (error) {
        this.#setting.signal.throwIfAborted()
        seen.delete(peer)
        this.#tell(this.leftOut, 'is left out of', { peer: peer.name, operation, reason: reasonOf(error) })
      }
    }
    for (const peer of [...seen.keys()]) await step(peer, (rig) => rig.warmUp(plan))
    for (let round = 0; round < rounds; round++) {
      for (const peer of rotated([...seen.keys()], round))
        await step(peer, async (rig) => void seen.get(peer)?.push(await rig.measure(plan)))
    }
    return [...seen].map(([peer, all]) => ({ operation, callers, peer: peer.name, rounds: all }))
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#rigs.values()].map((rig) => rig.close()))
    this.#rigs.clear()
  }

  /** Once more where it fails: a client may find its idle socket closed, which says nothing about its speed. */
  async #twice(peer: Peer, operation: OperationName, work: (rig: Rig) => Promise<void>): Promise<void> {
    this.#setting.signal.throwIfAborted()
    try {
      await work(await this.#rig(peer))
    } catch (error) {
      this.#setting.signal.throwIfAborted()
      await work(await this.#rig(peer))
      this.#tell(this.repeated, 'failed once in', { peer: peer.name, operation, reason: reasonOf(error) })
    }
  }

  #able(operation: OperationName): Peer[] {
    const out = this.leftOut.filter((one) => one.operation === operation).map(({ peer }) => peer)
    return this.#peers.filter(({ name, lacks = [] }) => !lacks.includes(operation) && !out.includes(name))
  }

  /** Opened when first needed; kept, so that its threads are warm as a program's are. */
  async #rig(peer: Peer): Promise<Rig> {
    const open = this.#rigs.get(peer) ?? (await Rig.open(peer, this.#setting, this.#collections))
    this.#rigs.set(peer, open)
    return open
  }

  #tell(list: Trouble[], what: string, trouble: Trouble): void {
    list.push(trouble)
    this.#progress.note(`${trouble.peer} ${what} ${trouble.operation}: ${trouble.reason}`)
  }
}

export function rotated<T>(items: readonly T[], by: number): T[] {
  const first = items.length === 0 ? 0 : by % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}
