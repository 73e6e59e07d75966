/** A vector as it travels: dense, several dense rows for one point, or sparse. */
export type Vector = number[] | number[][] | SparseVector

export interface SparseVector {
  readonly indices: number[]
  readonly values: number[]
}

/** A point's vectors by name; the unnamed vector has the name ''. */
export type NamedVectors = ReadonlyMap<string, Vector>

export function isSparse(vector: Vector): vector is SparseVector {
  return !Array.isArray(vector)
}

export function isDense(vector: Vector): vector is number[] {
  return Array.isArray(vector) && !Array.isArray(vector[0])
}
