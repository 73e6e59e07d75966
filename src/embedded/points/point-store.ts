import { compareIds, type PointId } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import type { NamedVectors } from '../vectors/vector.ts'
import type { VectorColumn } from '../vectors/vector-column.ts'

const NO_PAYLOAD: JsonObject = {}

/** The points of one collection: every point has a slot, and columns, payloads and versions are arrays over slots. */
export class PointStore {
  readonly columns: ReadonlyMap<string, VectorColumn>
  readonly #slots = new Map<PointId, number>()
  readonly #ids: (PointId | undefined)[] = []
  readonly #payloads: (JsonObject | undefined)[] = []
  readonly #versions: number[] = []
  readonly #free: number[] = []
  /** Ids in scroll order; undefined where it has to be sorted anew. */
  #ordered: PointId[] | undefined = []

  constructor(columns: ReadonlyMap<string, VectorColumn>) {
    this.columns = columns
  }

  get size(): number {
    return this.#slots.size
  }

  /** Slots run from 0 to here; `idAt` is undefined for the free ones. */
  get slotCount(): number {
    return this.#ids.length
  }

  slotOf(id: PointId): number | undefined {
    return this.#slots.get(id)
  }

  idAt(slot: number): PointId | undefined {
    return this.#ids[slot]
  }

  versionAt(slot: number): number {
    return this.#versions[slot] ?? 0
  }

  /** Shared when empty: change payloads through `setPayload` only. */
  payloadAt(slot: number): JsonObject {
    return this.#payloads[slot] ?? NO_PAYLOAD
  }

  setPayload(slot: number, payload: JsonObject): void {
    this.#payloads[slot] = payload
  }

  touch(slot: number, version: number): void {
    this.#versions[slot] = version
  }

  /** The point's slot, a new one if the id is new. */
  ensure(id: PointId): number {
    const known = this.#slots.get(id)
    if (known !== undefined) return known
    const slot = this.#free.pop() ?? this.#ids.length
    this.#slots.set(id, slot)
    this.#ids[slot] = id
    this.#payloads[slot] = undefined
    const last = this.#ordered?.at(-1)
    if (last === undefined || compareIds(last, id) < 0) this.#ordered?.push(id)
    else this.#ordered = undefined
    return slot
  }

  remove(slot: number): void {
    const id = this.#ids[slot]
    if (id === undefined) return
    for (const column of this.columns.values()) column.delete(slot)
    this.#slots.delete(id)
    this.#ids[slot] = undefined
    this.#payloads[slot] = undefined
    this.#free.push(slot)
    this.#ordered = undefined
  }

  setVectors(slot: number, vectors: NamedVectors): void {
    for (const [name, vector] of vectors) this.columns.get(name)?.set(slot, vector)
  }

  orderedIds(): readonly PointId[] {
    this.#ordered ??= [...this.#slots.keys()].sort(compareIds)
    return this.#ordered
  }

  slots(): IterableIterator<number> {
    return this.#slots.values()
  }
}
