import { type Expression, finite } from './expression.ts'

export const sum =
  (terms: readonly Expression[]): Expression =>
  (subject) =>
    terms.reduce((total, term) => total + term(subject), 0)

/** What follows a zero is not computed, so that it may lack its values. */
export const product =
  (factors: readonly Expression[]): Expression =>
  (subject) => {
    let total = 1
    for (const factor of factors) {
      const value = factor(subject)
      if (value === 0) return 0
      total *= value
    }
    return total
  }

/** Zero divided by anything is zero, and the divisor is not computed. */
export const quotient =
  (left: Expression, right: Expression, byZeroDefault: number | undefined): Expression =>
  (subject) => {
    const numerator = left(subject)
    if (numerator === 0) return 0
    const divisor = right(subject)
    if (divisor === 0 && byZeroDefault !== undefined) return byZeroDefault
    return finite(numerator / divisor, (shown) => `${shown(numerator)}/${shown(divisor)}`)
  }

export const power =
  (base: Expression, exponent: Expression): Expression =>
  (subject) => {
    const b = base(subject)
    const e = exponent(subject)
    return finite(b ** e, (shown) => `${shown(b)}^${shown(e)}`)
  }

/** Functions of one operand, by the names that formulas give them. */
export const FUNCTIONS = {
  neg:
    (operand: Expression): Expression =>
    (subject) =>
      -operand(subject),
  abs:
    (operand: Expression): Expression =>
    (subject) =>
      Math.abs(operand(subject)),
  sqrt: checked(Math.sqrt, (operand) => `√${operand}`),
  exp: checked(Math.exp, (operand) => `exp(${operand})`),
  log10: checked(Math.log10, (operand) => `log10(${operand})`),
  ln: checked(Math.log, (operand) => `ln(${operand})`),
} as const

function checked(compute: (value: number) => number, term: (operand: string) => string) {
  return (operand: Expression): Expression =>
    (subject) => {
      const value = operand(subject)
      return finite(compute(value), (shown) => term(shown(value)))
    }
}
