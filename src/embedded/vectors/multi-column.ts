import { wrongInput } from '../errors.ts'
import { checkDimension, type DenseOptions, preparedRow } from './dense-column.ts'
import { figureOf, shownScore, similarityOf } from './distance.ts'
import { bytesOf, floatsOf, shortFloats } from './floats.ts'
import { isDense, isSparse, type Vector } from './vector.ts'
import type { Scorer, VectorColumn } from './vector-column.ts'

/** Several rows a point, compared by max_sim: each row of the query counts its best row of the point. */
export class MultiColumn implements VectorColumn {
  readonly #options: DenseOptions
  readonly #rows: (Float32Array | undefined)[] = []

  constructor(options: DenseOptions) {
    this.#options = options
  }

  check(vector: Vector): void {
    this.#rowsOf(vector)
  }

  has(slot: number): boolean {
    return this.#rows[slot] !== undefined
  }

  set(slot: number, vector: Vector): void {
    this.#rows[slot] = this.#prepare(vector)
  }

  delete(slot: number): void {
    this.#rows[slot] = undefined
  }

  read(slot: number): number[][] {
    return split(this.#at(slot), this.#options.size).map(shortFloats)
  }

  scorer(vector: Vector): Scorer {
    const query = split(this.#prepare(vector), this.#options.size)
    const similarity = similarityOf(this.#options.distance)
    const size = this.#options.size
    return (slot) => {
      const rows = this.#at(slot)
      let sum = 0
      for (const row of query) {
        let best = -Infinity
        for (let at = 0; at < rows.length; at += size) best = Math.max(best, similarity(row, rows, at))
        sum += best
      }
      return sum
    }
  }

  shownScore(figure: number): number {
    return shownScore(this.#options.distance, figure)
  }

  figureOf(score: number): number {
    return figureOf(this.#options.distance, score)
  }

  encode(slot: number): Uint8Array {
    return bytesOf(this.#at(slot))
  }

  restore(slot: number, bytes: Uint8Array): void {
    this.#rows[slot] = floatsOf(bytes)
  }

  #at(slot: number): Float32Array {
    return this.#rows[slot] ?? new Float32Array()
  }

  /** One dense vector stands for a list of one. */
  #rowsOf(vector: Vector): number[][] {
    if (isSparse(vector)) throw wrongInput('Conversion between sparse and multi vectors failed')
    const rows = isDense(vector) ? [vector] : vector
    for (const row of rows) checkDimension(row, this.#options.size)
    return rows
  }

  #prepare(vector: Vector): Float32Array {
    const rows = this.#rowsOf(vector)
    const flat = new Float32Array(rows.length * this.#options.size)
    for (const [i, row] of rows.entries()) flat.set(preparedRow(row, this.#options.distance), i * this.#options.size)
    return flat
  }
}

function split(flat: Float32Array, size: number): Float32Array[] {
  return Array.from({ length: flat.length / size }, (_, i) => flat.subarray(i * size, (i + 1) * size))
}
