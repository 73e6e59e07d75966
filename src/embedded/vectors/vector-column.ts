import type { Vector } from './vector.ts'

/** How well the vector in a slot fits a query: more is better, whatever the distance. */
export type Scorer = (slot: number) => number

/** All vectors of one name, by slot. */
export interface VectorColumn {
  /** @throws ApiError 400 when the vector does not fit this column */
  check(vector: Vector): void
  has(slot: number): boolean
  set(slot: number, vector: Vector): void
  delete(slot: number): void
  read(slot: number): Vector
  /** @throws ApiError 400 when the query does not fit this column */
  scorer(query: Vector): Scorer
  /** From a scorer's figure to the score that users see. */
  shownScore(figure: number): number
  /** From a threshold that users give to a scorer's figure. */
  figureOf(score: number): number
  encode(slot: number): Uint8Array
  restore(slot: number, bytes: Uint8Array): void
}
