import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ParkedWrite, WriteGate } from '../../../src/dispatch/write-gate.ts'
import type { PointKey } from '../../../src/operations/point-id.ts'
import type { WriteScope } from '../../../src/operations/write-scope.ts'

const scope = (points: WriteScope['points'], collection = 'c'): WriteScope => ({ collection, points })

function parkedIn(gate: WriteGate, gone: string[]) {
  return (name: string, points: WriteScope['points'], more: Partial<ParkedWrite> = {}): ParkedWrite => {
    const write = { scope: scope(points), mergeKey: undefined, overtakes: false, go: () => gone.push(name), ...more }
    gate.park(write)
    return write
  }
}

describe('the gate of writes', () => {
  it('is clear for other points and other collections', () => {
    const gate = new WriteGate()
    gate.depart(scope([1, 2]))
    expect([scope([3]), scope([2]), scope([1], 'd'), scope('all'), scope([])].map((one) => gate.isClear(one))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ])
    gate.land([scope([1, 2])])
    expect([scope([2]), scope('all')].map((one) => gate.isClear(one))).toEqual([true, true])
  })

  it('lets nothing pass a write that may touch all points', () => {
    const gate = new WriteGate()
    gate.depart(scope('all'))
    expect([scope([1]), scope('all'), scope([])].map((one) => gate.isClear(one))).toEqual([false, false, true])
  })

  it('lets no later write pass one that is parked', () => {
    const gate = new WriteGate()
    const park = parkedIn(gate, [])
    gate.depart(scope([1]))
    const all = park('all', 'all')
    expect(gate.isClear(scope([2]))).toBe(false)
    expect(gate.leave(all)).toBe(true)
    expect(gate.leave(all)).toBe(false)
    expect([gate.isClear(scope([2])), gate.parked]).toEqual([true, 0])
  })

  it('lets the parked go in their order, and of those that touch one point only the first', () => {
    const gate = new WriteGate()
    const gone: string[] = []
    const park = parkedIn(gate, gone)
    gate.depart(scope([1, 2]))
    park('a', [1])
    park('b', [1, 3])
    park('c', [2])
    park('d', [3])
    gate.land([scope([1, 2])])
    expect(gone).toEqual(['a', 'c'])
    expect(gate.parked).toBe(2)
  })

  it('lets those go together that can travel together', () => {
    const gate = new WriteGate()
    const gone: string[] = []
    const park = parkedIn(gate, gone)
    gate.depart(scope([1]))
    park('a', [1], { mergeKey: 'k' })
    park('b', [1], { mergeKey: 'k' })
    park('other', [1], { mergeKey: 'l' })
    park('c', [1], { mergeKey: 'k' })
    gate.land([scope([1])])
    expect(gone).toEqual(['a', 'b'])
  })

  it('keeps the precedence of a write that was called until it departs', () => {
    const gate = new WriteGate()
    const park = parkedIn(gate, [])
    gate.depart(scope([1]))
    const first = park('first', [1])
    const second = park('second', [1])
    gate.land([scope([1])])
    expect([gate.isClear(scope([1])), gate.isClear(scope([1]), first), gate.parked]).toEqual([false, true, 1])
    gate.depart(scope([1]), first)
    expect(gate.leave(first)).toBe(false)
    gate.land([scope([1])])
    expect([gate.isClear(scope([1]), second), gate.parked]).toEqual([true, 0])
  })

  it('calls the next when one that was called gives up', () => {
    const gate = new WriteGate()
    const gone: string[] = []
    const park = parkedIn(gate, gone)
    gate.depart(scope([1]))
    const first = park('first', [1])
    park('second', [1])
    gate.land([scope([1])])
    expect(gate.leave(first)).toBe(true)
    expect(gone).toEqual(['first', 'second'])
  })

  it('lets a write that overtakes go before those that are parked, though not beside what is under way', () => {
    const gate = new WriteGate()
    const gone: string[] = []
    const park = parkedIn(gate, gone)
    gate.depart(scope([1]))
    const parked = park('parked', [1, 2])
    expect([gate.isUnderWay(scope([2])), gate.isUnderWay(scope([1]))]).toEqual([false, true])
    const lease = park('lease', [1], { overtakes: true, go: () => gate.depart(scope([1]), lease) })
    gate.land([scope([1])])
    expect([gone, gate.isUnderWay(scope([1]))]).toEqual([[], true])
    gate.land([scope([1])])
    expect(gone).toEqual(['parked'])
    // Another one departs before the parked one, which was called, has found a worker: it waits again.
    gate.depart(scope([1]))
    expect(gate.isClear(parked.scope, parked)).toBe(false)
    gate.park(parked)
    gate.land([scope([1])])
    expect([gone, gate.parked]).toEqual([['parked', 'parked'], 0])
  })

  it('lets a write that overtakes go however many are parked before it', () => {
    const gate = new WriteGate()
    const gone: string[] = []
    const park = parkedIn(gate, gone)
    gate.depart(scope([1]))
    for (let nth = 0; nth < 1_500; nth++) park('parked', [1])
    park('lease', [1], { overtakes: true })
    gate.land([scope([1])])
    expect(gone[0]).toBe('lease')
  })

  it('never has two writes under way that may touch one point, and forgets none', () => {
    const points = fc.oneof(
      { weight: 1, arbitrary: fc.constant('all' as const) },
      { weight: 6, arbitrary: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }) },
    )
    const steps = fc.array(fc.tuple(fc.constantFrom('issue', 'depart', 'land', 'leave'), points, fc.nat()), {
      maxLength: 80,
    })
    fc.assert(
      fc.property(steps, (program) => {
        const model = new GateModel()
        for (const [what, where, nth] of program) model.step(what, where, nth)
        model.finish()
      }),
      { numRuns: 1_000 },
    )
  })
})

/** Issues writes, lets them depart late, land and give up in any order, and counts each exactly once. */
class GateModel {
  readonly #gate = new WriteGate()
  readonly #underWay: WriteScope[] = []
  readonly #parked: ParkedWrite[] = []
  readonly #called: ParkedWrite[] = []
  #issued = 0
  #done = 0

  step(what: 'issue' | 'depart' | 'land' | 'leave', points: WriteScope['points'], nth: number): void {
    if (what === 'issue') this.#issue(scope(points))
    else if (what === 'depart') this.#departCalled(nth)
    else if (what === 'land') this.#land(nth)
    else this.#leave(nth)
    expect(this.#underWay.length + this.#parked.length + this.#called.length + this.#done).toBe(this.#issued)
    expect(this.#gate.parked).toBe(this.#parked.length)
  }

  finish(): void {
    while (this.#underWay.length + this.#called.length > 0) {
      while (this.#called.length > 0) this.#departCalled(0)
      this.#land(0)
    }
    expect([this.#parked.length, this.#gate.parked, this.#done]).toEqual([0, 0, this.#issued])
  }

  #issue(one: WriteScope): void {
    this.#issued++
    if (this.#gate.isClear(one)) {
      this.#depart(one)
      return
    }
    const write: ParkedWrite = { scope: one, mergeKey: undefined, overtakes: false, go: () => this.#call(write) }
    this.#parked.push(write)
    this.#gate.park(write)
  }

  #call(write: ParkedWrite): void {
    this.#parked.splice(this.#parked.indexOf(write), 1)
    this.#called.push(write)
  }

  #depart(one: WriteScope, called?: ParkedWrite): void {
    for (const other of this.#underWay) expect(mayMeet(one, other)).toBe(false)
    this.#gate.depart(one, called)
    this.#underWay.push(one)
  }

  #departCalled(nth: number): void {
    const [write] = this.#called.splice(nth % this.#called.length, 1)
    if (write === undefined) return
    // Nothing overtakes here, so that whoever was called is clear.
    expect(this.#gate.isClear(write.scope, write)).toBe(true)
    this.#depart(write.scope, write)
  }

  #land(nth: number): void {
    const [landed] = this.#underWay.splice(nth % this.#underWay.length, 1)
    if (landed === undefined) return
    this.#done++
    this.#gate.land([landed])
  }

  #leave(nth: number): void {
    const waiting = [...this.#parked, ...this.#called]
    const write = waiting[nth % waiting.length]
    if (write === undefined) return
    const list = this.#parked.includes(write) ? this.#parked : this.#called
    list.splice(list.indexOf(write), 1)
    this.#done++
    expect(this.#gate.leave(write)).toBe(true)
  }
}

function mayMeet(one: WriteScope, other: WriteScope): boolean {
  if (one.points === 'all') return other.points === 'all' || other.points.length > 0
  const points: readonly PointKey[] | 'all' = other.points
  return points === 'all' ? one.points.length > 0 : one.points.some((point) => points.includes(point))
}
