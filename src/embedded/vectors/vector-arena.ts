const FIRST_ROWS = 64

/** Rows of equal length in one Float32Array that doubles when it is full; the row is the point's slot. */
export class VectorArena {
  readonly dimension: number
  #rows: Float32Array
  #present: Uint8Array

  constructor(dimension: number) {
    this.dimension = dimension
    this.#rows = new Float32Array(FIRST_ROWS * dimension)
    this.#present = new Uint8Array(FIRST_ROWS)
  }

  /** Valid until the next `set`, which may move everything. */
  get rows(): Float32Array {
    return this.#rows
  }

  has(row: number): boolean {
    return this.#present[row] === 1
  }

  set(row: number, values: ArrayLike<number>): void {
    if (row >= this.#present.length) this.#grow(row + 1)
    this.#rows.set(values, row * this.dimension)
    this.#present[row] = 1
  }

  delete(row: number): void {
    if (row < this.#present.length) this.#present[row] = 0
  }

  /** A view, not a copy. */
  row(row: number): Float32Array {
    return this.#rows.subarray(row * this.dimension, (row + 1) * this.dimension)
  }

  #grow(needed: number): void {
    const capacity = Math.max(needed, this.#present.length * 2)
    const rows = new Float32Array(capacity * this.dimension)
    rows.set(this.#rows)
    const present = new Uint8Array(capacity)
    present.set(this.#present)
    this.#rows = rows
    this.#present = present
  }
}
