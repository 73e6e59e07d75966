import { describe, expect, it } from 'vitest'
import { type Entry, Ledger } from '../../../src/actors/ledger.ts'
import type { ActorState } from '../../../src/actors/states.ts'
import { violations } from '../../support/ledger-check.ts'

/** Counts some workers more than there are, from when it is told to. */
class TamperedLedger extends Ledger {
  readonly more: Partial<Record<ActorState, number>> = {}

  override count(state: ActorState): number {
    return super.count(state) + (this.more[state] ?? 0)
  }
}

function setUp() {
  const ledger = new TamperedLedger({ now: () => 0 })
  return { ledger, entry: ledger.claim(2) as Entry }
}

describe('the check of every ledger', () => {
  it.each([
    ['claim', ({ ledger }: ReturnType<typeof setUp>) => ledger.claim(2)],
    ['move to idle', ({ ledger, entry }: ReturnType<typeof setUp>) => ledger.move(entry, 'idle')],
    ['free', ({ ledger, entry }: ReturnType<typeof setUp>) => ledger.free(entry)],
  ])('throws where the sums are off after: %s', (change, make) => {
    const set = setUp()
    if (change === 'free') set.ledger.move(set.entry, 'dying')
    set.ledger.more.busy = 1
    expect(() => make(set)).toThrow(new RegExp(`^After ${change}: \\d idle \\+ 1 busy .* slots are in use$`))
    expect(violations.splice(0)).toHaveLength(1)
  })

  it('throws where a count is below zero, though the sum be right', () => {
    const { ledger, entry } = setUp()
    Object.assign(ledger.more, { busy: -1, dying: 1 })
    expect(() => ledger.move(entry, 'idle')).toThrow('1 idle + -1 busy + 0 opening + 1 dying = 1')
    expect(violations.splice(0)).toHaveLength(1)
  })

  it.fails('fails the test even where the throw is swallowed', () => {
    const { ledger, entry } = setUp()
    ledger.more.busy = 1
    try {
      ledger.move(entry, 'idle')
    } catch {}
  })
})
