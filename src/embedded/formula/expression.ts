import { wrongInput } from '../errors.ts'
import type { JsonObject } from '../json.ts'

/** The point that a formula is computed for. */
export interface Subject {
  readonly slot: number
  readonly payload: JsonObject
  /** The scores of each prefetch, by slot. */
  readonly scores: readonly ReadonlyMap<number, number>[]
}

export type Expression = (subject: Subject) => number

// The real server writes all digits of a number, however large or small.
const allDigits = new Intl.NumberFormat('en-US', { useGrouping: false, maximumFractionDigits: 100 })

/** @throws ApiError 400 where `value` is infinite or no number; `term` is what it was computed from */
export function finite(value: number, term: (shown: (operand: number) => string) => string): number {
  if (Number.isFinite(value)) return value
  throw wrongInput(`The expression ${term(shownNumber)} = ${shownNumber(value)} produced a non-finite number`)
}

function shownNumber(value: number): string {
  if (value === Infinity) return 'inf'
  return value === -Infinity ? '-inf' : allDigits.format(value)
}
