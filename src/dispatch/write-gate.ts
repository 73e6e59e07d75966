import type { PointKey } from '../operations/point-id.ts'
import type { WriteScope } from '../operations/write-scope.ts'
import { PointCounts } from './point-counts.ts'

/** A write that waits for others to end. */
export interface ParkedWrite {
  readonly scope: WriteScope
  /** Writes with equal keys may travel together, even where they touch the same point. */
  readonly mergeKey: string | undefined
  /** Waits only for what is under way: whoever holds a worker must not wait for those who still need one. */
  readonly overtakes: boolean
  /** Called, in the order of parking, once nothing stands in its way: it departs now, or when it finds a worker. */
  go(): void
}

/** How many parked writes are looked at when one ends: a long row of them must not make each end long. */
const LOOK_AT = 1_024

/**
 * Writes to one collection that may touch the same point never travel at the same time: this is where they wait. A write
 * is parked until those under way, and those parked before it, no longer stand in its way; then it is called, and keeps
 * its precedence until it departs or leaves.
 */
export class WriteGate {
  readonly #yards = new Map<string, Yard>()

  /** Writes that are parked, not counting those that were called. */
  get parked(): number {
    let parked = 0
    for (const yard of this.#yards.values()) parked += yard.parked
    return parked
  }

  /** Whether a write waits here, parked or called. */
  has(write: ParkedWrite): boolean {
    return this.#yards.get(write.scope.collection)?.has(write) ?? false
  }

  /** Whether a write may depart now; `called` is what it was parked with, if it was. */
  isClear({ collection, points }: WriteScope, called?: ParkedWrite): boolean {
    return this.#yards.get(collection)?.isClear(points, called) ?? true
  }

  /** Whether a write that may touch one of these points is under way. */
  isUnderWay({ collection, points }: WriteScope): boolean {
    return this.#yards.get(collection)?.isUnderWay(points) ?? false
  }

  /** It waits; one that was called and finds itself in the way of a write that overtook it waits again. */
  park(write: ParkedWrite): void {
    this.#yard(write.scope.collection).park(write)
  }

  /** It has given up, parked or called; those that waited for it are called. False where it was neither. */
  leave(write: ParkedWrite): boolean {
    const yard = this.#yards.get(write.scope.collection)
    const left = yard?.leave(write) ?? false
    if (left) this.#callNext(write.scope.collection, yard)
    return left
  }

  /** A write is on its way, alone or among others. */
  depart({ collection, points }: WriteScope, called?: ParkedWrite): void {
    this.#yard(collection).depart(points, called)
  }

  /** A request has ended, whatever came of it, and with it these writes to one collection: who waited for it is called. */
  land(scopes: readonly WriteScope[]): void {
    const [first] = scopes
    if (first === undefined) return
    const yard = this.#yards.get(first.collection)
    for (const { points } of scopes) yard?.land(points)
    this.#callNext(first.collection, yard)
  }

  #callNext(collection: string, yard: Yard | undefined): void {
    yard?.callNext()
    if (yard?.isEmpty) this.#yards.delete(collection)
  }

  #yard(collection: string): Yard {
    let yard = this.#yards.get(collection)
    if (yard === undefined) {
      yard = new Yard()
      this.#yards.set(collection, yard)
    }
    return yard
  }
}

type Points = WriteScope['points']

/** The writes of one collection. */
class Yard {
  readonly #underWay = new PointCounts()
  readonly #parked = new Set<ParkedWrite>()
  /** Apart from the parked: however many of those there are, these are looked at. */
  readonly #overtaking = new Set<ParkedWrite>()
  readonly #called = new Set<ParkedWrite>()
  /** Of the parked and the called. */
  readonly #waiting = new PointCounts()

  get parked(): number {
    return this.#parked.size + this.#overtaking.size
  }

  get isEmpty(): boolean {
    return this.#underWay.writes === 0 && this.#waiting.writes === 0
  }

  isClear(points: Points, called: ParkedWrite | undefined): boolean {
    if (this.#underWay.meets(points)) return false
    return called !== undefined || !this.#waiting.meets(points)
  }

  isUnderWay(points: Points): boolean {
    return this.#underWay.meets(points)
  }

  park(write: ParkedWrite): void {
    if (!this.#called.delete(write)) this.#waiting.add(write.scope.points)
    this.#setOf(write).add(write)
  }

  has(write: ParkedWrite): boolean {
    return this.#setOf(write).has(write) || this.#called.has(write)
  }

  leave(write: ParkedWrite): boolean {
    if (!this.#setOf(write).delete(write) && !this.#called.delete(write)) return false
    this.#waiting.remove(write.scope.points)
    return true
  }

  depart(points: Points, called: ParkedWrite | undefined): void {
    if (called !== undefined) this.leave(called)
    this.#underWay.add(points)
  }

  land(points: Points): void {
    this.#underWay.remove(points)
  }

  callNext(): void {
    for (const write of this.#overtaking) if (!this.#underWay.meets(write.scope.points)) this.#call(write)
    if (this.#parked.size === 0) return
    const ahead = new Ahead()
    for (const write of this.#called) ahead.add(write, write.mergeKey)
    let looked = 0
    for (const write of this.#parked) {
      if (++looked > LOOK_AT) return
      const isBlocked = this.#underWay.meets(write.scope.points) || ahead.blocks(write)
      ahead.add(write, isBlocked ? undefined : write.mergeKey)
      if (!isBlocked) this.#call(write)
    }
  }

  #call(write: ParkedWrite): void {
    this.#setOf(write).delete(write)
    this.#called.add(write)
    write.go()
  }

  #setOf({ overtakes }: ParkedWrite): Set<ParkedWrite> {
    return overtakes ? this.#overtaking : this.#parked
  }
}

/** The points of the writes that go first: of those that stay parked, and of those that may be joined in one request. */
class Ahead {
  readonly #keys = new Map<PointKey, string | undefined>()
  #all = false

  blocks({ scope: { points }, mergeKey }: ParkedWrite): boolean {
    if (points === 'all') return this.#all || this.#keys.size > 0
    if (this.#all) return points.length > 0
    return points.some(
      (point) => this.#keys.has(point) && (mergeKey === undefined || this.#keys.get(point) !== mergeKey),
    )
  }

  add({ scope: { points } }: ParkedWrite, mergeKey: string | undefined): void {
    if (points === 'all') this.#all = true
    else for (const point of points) this.#keys.set(point, mergeKey)
  }
}
