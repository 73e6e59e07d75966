import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, Ledger } from '../../../src/actors/ledger.ts'
import type { ActorState } from '../../../src/actors/states.ts'

const STATES = ['opening', 'idle', 'busy', 'dying'] as const
const sum = (ledger: Ledger) => STATES.reduce((total, state) => total + ledger.count(state), 0)

describe('Ledger', () => {
  it('adds up after every change that is allowed, and refuses every other without a trace (seed is printed on failure)', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('claim' as const) }),
      fc.record({ kind: fc.constant('free' as const), at: fc.nat(7) }),
      fc.record({ kind: fc.constant('move' as const), at: fc.nat(7), to: fc.constantFrom<ActorState>(...STATES) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const ledger = new Ledger({ now: () => 0 })
        const held: Entry[] = []
        for (const one of steps) {
          const entry = 'at' in one ? held[one.at] : undefined
          const before = { size: ledger.size, state: entry?.state }
          try {
            if (one.kind === 'claim') {
              const claimed = ledger.claim(8)
              if (claimed !== undefined) held.push(claimed)
            } else if (entry !== undefined && one.kind === 'free') {
              ledger.free(entry)
              held.splice(held.indexOf(entry), 1)
            } else if (entry !== undefined && one.kind === 'move') ledger.move(entry, one.to)
          } catch {
            expect({ size: ledger.size, state: entry?.state }).toEqual(before)
          }
          expect(sum(ledger)).toBe(ledger.size)
          expect(ledger.size).toBe(held.length)
          expect(new Set(held.map(({ slot }) => slot)).size).toBe(held.length)
        }
      }),
    )
  })

  it('gives the lowest free slot and none beyond the limit', () => {
    const ledger = new Ledger({ now: () => 0 })
    const [first, second] = [ledger.claim(2), ledger.claim(2)]
    expect([first?.slot, second?.slot, ledger.claim(2)]).toEqual([0, 1, undefined])
    if (first === undefined) throw new Error('no slot')
    ledger.move(first, 'dying')
    ledger.free(first)
    expect(ledger.claim(2)?.slot).toBe(0)
  })

  it('gives the lowest free slot that is wanted, or else the lowest', () => {
    const ledger = new Ledger({ now: () => 0 })
    const odd = (slot: number) => slot % 2 === 1
    expect([1, 2, 3].map(() => ledger.claim(3, odd)?.slot)).toEqual([1, 0, 2])
  })

  it('frees only the slot of a dying worker', () => {
    const ledger = new Ledger({ now: () => 0 })
    const entry = ledger.claim(1)
    if (entry === undefined) throw new Error('no slot')
    expect(() => ledger.free(entry)).toThrow('Slot 0 is opening: only a dying worker gives its slot back')
  })

  it('refuses a worker whose slot another has taken over', () => {
    const ledger = new Ledger({ now: () => 0 })
    const gone = ledger.claim(1)
    if (gone === undefined) throw new Error('no slot')
    ledger.move(gone, 'dying')
    ledger.free(gone)
    ledger.claim(1)
    expect(() => ledger.move(gone, 'idle')).toThrow('Slot 0 is not held by this worker')
  })

  it('lets a dying worker become nothing else', () => {
    const ledger = new Ledger({ now: () => 0 })
    const entry = ledger.claim(1)
    if (entry === undefined) throw new Error('no slot')
    ledger.move(entry, 'dying')
    expect(() => ledger.move(entry, 'idle')).toThrow('A worker cannot go from dying to idle')
  })
})
