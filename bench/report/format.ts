import { whole } from '../figures.ts'

/** '-' is what could not be told. */
export function fixed(value: number | undefined, digits: number): string {
  if (value === undefined || Number.isNaN(value)) return '-'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** Digits that matter, for a column: 1.23, 12.3, 1,234. */
export function figure(value: number | undefined, digits = 2): string {
  if (value === undefined) return '-'
  return fixed(value, Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? Math.min(1, digits) : digits)
}

/** Calls a second; a slow operation has less than ten. */
export function rate(perSecond: number): string {
  return figure(perSecond, 1)
}

/** 0.123 ms, 12.3 ms, 1.23 s. */
export function duration(ms: number): string {
  return ms < 1000 ? `${significant(ms)} ms` : `${significant(ms / 1000)} s`
}

/** In a sentence: three digits at least, but a whole number is one. */
export function significant(value: number): string {
  return Number.isInteger(value) ? whole(value) : figure(value, Math.abs(value) < 1 ? 3 : 2)
}

/** 0.034 as '3 %'. */
export function percent(share: number): string {
  return share > 0 && share < 0.005 ? 'less than 1 %' : `${whole(share * 100)} %`
}

/** 'a', 'a and b', 'a, b and c'. */
export function listed(words: readonly string[]): string {
  const [last = '', ...before] = words.toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`
}
