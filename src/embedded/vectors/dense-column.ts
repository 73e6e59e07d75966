import { wrongInput } from '../errors.ts'
import { type Distance, figureOf, normalise, shownScore, similarityOf } from './distance.ts'
import { bytesOf, floatsOf, shortFloats } from './floats.ts'
import { isDense, isSparse, type Vector } from './vector.ts'
import { VectorArena } from './vector-arena.ts'
import type { Scorer, VectorColumn } from './vector-column.ts'

export interface DenseOptions {
  readonly size: number
  readonly distance: Distance
}

export class DenseColumn implements VectorColumn {
  readonly #options: DenseOptions
  readonly #arena: VectorArena

  constructor(options: DenseOptions) {
    this.#options = options
    this.#arena = new VectorArena(options.size)
  }

  check(vector: Vector): asserts vector is number[] {
    if (!isDense(vector)) throw notDense(vector)
    checkDimension(vector, this.#options.size)
  }

  has(slot: number): boolean {
    return this.#arena.has(slot)
  }

  set(slot: number, vector: Vector): void {
    this.#arena.set(slot, this.#prepare(vector))
  }

  delete(slot: number): void {
    this.#arena.delete(slot)
  }

  read(slot: number): number[] {
    return shortFloats(this.#arena.row(slot))
  }

  scorer(vector: Vector): Scorer {
    const query = this.#prepare(vector)
    const similarity = similarityOf(this.#options.distance)
    const rows = this.#arena.rows
    const size = this.#options.size
    return (slot) => similarity(query, rows, slot * size)
  }

  shownScore(figure: number): number {
    return shownScore(this.#options.distance, figure)
  }

  figureOf(score: number): number {
    return figureOf(this.#options.distance, score)
  }

  encode(slot: number): Uint8Array {
    return bytesOf(this.#arena.row(slot))
  }

  restore(slot: number, bytes: Uint8Array): void {
    this.#arena.set(slot, floatsOf(bytes))
  }

  #prepare(vector: Vector): Float32Array {
    this.check(vector)
    return preparedRow(vector, this.#options.distance)
  }
}

/** @throws ApiError 400 */
export function checkDimension(vector: readonly number[], size: number): void {
  if (vector.length === size) return
  throw wrongInput(`Vector dimension error: expected dim: ${size}, got ${vector.length}`)
}

export function preparedRow(vector: readonly number[], distance: Distance): Float32Array {
  const row = Float32Array.from(vector)
  return distance === 'Cosine' ? normalise(row) : row
}

function notDense(vector: Vector) {
  const kind = isSparse(vector) ? 'sparse' : 'multi'
  return wrongInput(`Conversion between ${kind} and regular vectors failed`)
}
