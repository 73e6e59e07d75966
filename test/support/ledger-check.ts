import { afterAll, afterEach } from 'vitest'
import { Ledger } from '../../src/actors/ledger.ts'

/** Changes after which a ledger did not add up: kept for the end of the test, because the code under test may swallow a throw. */
export const violations: Error[] = []

const STATES = ['idle', 'busy', 'opening', 'dying'] as const

// Every real ledger of every test passes here, and also where the change was refused: a refusal leaves no trace.
const { claim, move, free } = Ledger.prototype
Ledger.prototype.claim = function (...args) {
  return checked(this, 'claim', () => claim.apply(this, args))
}
Ledger.prototype.move = function (entry, to) {
  checked(this, `move to ${to}`, () => move.call(this, entry, to))
}
Ledger.prototype.free = function (entry) {
  checked(this, 'free', () => free.call(this, entry))
}

function checked<T>(ledger: Ledger, change: string, make: () => T): T {
  try {
    return make()
  } finally {
    check(ledger, change)
  }
}

function check(ledger: Ledger, change: string): void {
  const counts = STATES.map((state) => ledger.count(state))
  const sum = counts.reduce((total, count) => total + count, 0)
  if (sum === ledger.size && Math.min(...counts) >= 0) return
  const told = STATES.map((state, index) => `${counts[index]} ${state}`).join(' + ')
  const violation = new Error(`After ${change}: ${told} = ${sum}, but ${ledger.size} slots are in use`)
  violations.push(violation)
  throw violation
}

function report(): void {
  const [first] = violations.splice(0)
  if (first !== undefined) throw first
}

afterEach(report)
// Pools that close in onTestFinished do so after the test's afterEach.
afterAll(report)
