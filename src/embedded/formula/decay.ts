import { wrongInput } from '../errors.ts'
import type { Expression } from './expression.ts'

const DEFAULT_MIDPOINT = 0.5
const DEFAULT_SCALE = 1

export type DecayKind = 'lin_decay' | 'exp_decay' | 'gauss_decay'

export interface DecayOptions {
  readonly x: Expression
  /** Where the decay is 1. */
  readonly target: Expression | undefined
  /** How far from the target it has come down to the midpoint. */
  readonly scale: number | undefined
  readonly midpoint: number | undefined
}

/** From 1 at the target towards 0. @throws ApiError 400 */
export function decay(kind: DecayKind, options: DecayOptions): Expression {
  const { x, target, midpoint = DEFAULT_MIDPOINT, scale = DEFAULT_SCALE } = options
  checkMidpoint(kind, midpoint)
  if (scale <= 0) throw wrongInput(`Validation failed: Decay scale should be non-zero positive, got ${scale}.`)
  const shape = shapeOf(kind, midpoint, scale)
  return (subject) => shape(Math.abs(x(subject) - (target?.(subject) ?? 0)))
}

function checkMidpoint(kind: DecayKind, midpoint: number): void {
  const isLinear = kind === 'lin_decay'
  if (midpoint > 0 && midpoint < 1) return
  if (isLinear && (midpoint === 0 || midpoint === 1)) return
  throw wrongInput(
    isLinear
      ? `Validation failed: Linear decay midpoint should be in the range [0.0, 1.0], got ${midpoint}.`
      : `Validation failed: Decay midpoint should be in the range (0.0, 1.0), got ${midpoint}.`,
  )
}

function shapeOf(kind: DecayKind, midpoint: number, scale: number): (distance: number) => number {
  switch (kind) {
    case 'lin_decay':
      return (distance) => Math.max(0, 1 - ((1 - midpoint) * distance) / scale)
    case 'exp_decay':
      return (distance) => midpoint ** (distance / scale)
    case 'gauss_decay':
      return (distance) => midpoint ** ((distance / scale) ** 2)
  }
}
