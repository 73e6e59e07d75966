import { wrongInput } from '../errors.ts'
import { bytesOf, floatsOf, shortFloats } from './floats.ts'
import { isSparse, type SparseVector, type Vector } from './vector.ts'
import type { Scorer, VectorColumn } from './vector-column.ts'

interface Row {
  /** Ascending. */
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/** Dot product over the indices that both have; points that share none are no hits. */
export class SparseColumn implements VectorColumn {
  readonly #useIdf: boolean
  readonly #rows: (Row | undefined)[] = []

  constructor(useIdf: boolean) {
    this.#useIdf = useIdf
  }

  check(vector: Vector): asserts vector is SparseVector {
    if (!isSparse(vector)) throw wrongInput('Conversion between regular and sparse vectors failed')
  }

  has(slot: number): boolean {
    return this.#rows[slot] !== undefined
  }

  set(slot: number, vector: Vector): void {
    this.check(vector)
    this.#rows[slot] = rowOf(vector)
  }

  delete(slot: number): void {
    this.#rows[slot] = undefined
  }

  read(slot: number): SparseVector {
    const row = this.#rows[slot]
    return { indices: [...(row?.indices ?? [])], values: row ? shortFloats(row.values) : [] }
  }

  /** Figures are -Infinity where nothing is shared. */
  scorer(vector: Vector): Scorer {
    this.check(vector)
    const weights = new Map<number, number>()
    for (const [i, index] of vector.indices.entries()) weights.set(index, vector.values[i] ?? 0)
    if (this.#useIdf) this.#weighByRarity(weights)
    return (slot) => {
      const row = this.#rows[slot]
      if (!row) return -Infinity
      let sum = 0
      let shared = false
      for (let i = 0; i < row.indices.length; i++) {
        const weight = weights.get(row.indices[i] as number)
        if (weight === undefined) continue
        shared = true
        sum += weight * (row.values[i] as number)
      }
      return shared ? sum : -Infinity
    }
  }

  shownScore(figure: number): number {
    return Math.fround(figure)
  }

  figureOf(score: number): number {
    return score
  }

  encode(slot: number): Uint8Array {
    const row = this.#rows[slot]
    return row ? Buffer.concat([bytesOf(row.indices), bytesOf(row.values)]) : new Uint8Array()
  }

  restore(slot: number, bytes: Uint8Array): void {
    const half = bytes.length / 2
    this.#rows[slot] = {
      indices: new Uint32Array(bytes.slice(0, half).buffer),
      values: floatsOf(bytes.subarray(half)),
    }
  }

  /** Inverse document frequency, as the collection's modifier `idf` asks. */
  #weighByRarity(weights: Map<number, number>): void {
    let total = 0
    const frequency = new Map<number, number>()
    for (const row of this.#rows) {
      if (!row) continue
      total++
      for (const index of row.indices) if (weights.has(index)) frequency.set(index, (frequency.get(index) ?? 0) + 1)
    }
    for (const [index, weight] of weights) {
      const found = frequency.get(index) ?? 0
      weights.set(index, weight * Math.log((total - found + 0.5) / (found + 0.5) + 1))
    }
  }
}

function rowOf(vector: SparseVector): Row {
  const order = vector.indices.map((_, i) => i).sort((a, b) => (vector.indices[a] ?? 0) - (vector.indices[b] ?? 0))
  return {
    indices: Uint32Array.from(order, (i) => vector.indices[i] ?? 0),
    values: Float32Array.from(order, (i) => vector.values[i] ?? 0),
  }
}
