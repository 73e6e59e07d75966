import { invalid, wrongInput } from '../errors.ts'
import { isDense, type Vector } from '../vectors/vector.ts'
import type { Scorer, VectorColumn } from '../vectors/vector-column.ts'

export interface Pair {
  readonly positive: Vector
  readonly negative: Vector
}

/** The vector that `average_vector` searches for. @throws ApiError 400 or 422 */
export function averageVector(positives: readonly Vector[], negatives: readonly Vector[]): number[] {
  if (positives.length === 0) {
    throw wrongInput('At least one positive vector ID required with average vector strategy')
  }
  const positive = mean(positives)
  if (negatives.length === 0) return positive
  const negative = mean(negatives)
  return positive.map((value, i) => 2 * value - (negative[i] ?? 0))
}

export function requireExamples(positives: readonly unknown[], negatives: readonly unknown[]): void {
  if (positives.length + negatives.length > 0) return
  throw invalid(
    'internal.query.recommend.positives, negatives',
    'Validation error: At least one positive or negative vector/id must be provided [{}]',
  )
}

/** Nearness to the best positive example, or farness from the best negative one. */
export function bestScore(column: VectorColumn, positives: readonly Vector[], negatives: readonly Vector[]): Scorer {
  const good = positives.map((vector) => column.scorer(vector))
  const bad = negatives.map((vector) => column.scorer(vector))
  return (slot) => {
    const best = Math.max(...good.map((score) => score(slot)))
    const worst = Math.max(...bad.map((score) => score(slot)))
    return best > worst ? sigmoid(best) : -sigmoid(worst)
  }
}

export function sumScores(column: VectorColumn, positives: readonly Vector[], negatives: readonly Vector[]): Scorer {
  const good = positives.map((vector) => column.scorer(vector))
  const bad = negatives.map((vector) => column.scorer(vector))
  const sum = (scorers: readonly Scorer[], slot: number) => scorers.reduce((total, score) => total + score(slot), 0)
  return (slot) => sum(good, slot) - sum(bad, slot)
}

/** Whole numbers say on how many right sides a point is, the fraction how near the target. */
export function discovery(column: VectorColumn, target: Vector, pairs: readonly Pair[]): Scorer {
  const toTarget = column.scorer(target)
  const sides = pairs.map((pair) => differenceOf(column, pair))
  return (slot) => {
    const rank = sides.reduce((total, difference) => total + Math.sign(difference(slot)), 0)
    return rank + sigmoid(toTarget(slot))
  }
}

/** 0 where a point is on the right side of every pair, less the farther it is on the wrong one. */
export function context(column: VectorColumn, pairs: readonly Pair[]): Scorer {
  const margin = 2 ** -23
  const sides = pairs.map((pair) => differenceOf(column, pair))
  return (slot) => sides.reduce((loss, difference) => loss + flattened(Math.min(difference(slot) - margin, 0)), 0)
}

function differenceOf(column: VectorColumn, pair: Pair): Scorer {
  const positive = column.scorer(pair.positive)
  const negative = column.scorer(pair.negative)
  return (slot) => positive(slot) - negative(slot)
}

function mean(vectors: readonly Vector[]): number[] {
  const [first] = vectors
  if (!first || !vectors.every(isDense)) {
    throw wrongInput('The embedded server averages dense vectors only: use the strategy best_score or sum_scores')
  }
  return vectors[0]?.map((_, i) => vectors.reduce((sum, vector) => sum + (vector[i] ?? 0), 0) / vectors.length) ?? []
}

function flattened(x: number): number {
  return x / (1 + Math.abs(x))
}

function sigmoid(x: number): number {
  return 0.5 * (flattened(x) + 1)
}
