/** How much there is of everything that is read and written. */
export interface Shape {
  /** In the collection that is read from. */
  readonly points: number
  /** Of its vectors, and of queries. */
  readonly dimension: number
  /** Of the vectors that are written. */
  readonly ingestDimension: number
  /** Points an upsert. */
  readonly batch: number
  /** Points that a query asks for. */
  readonly limit: number
}

/** Unless told otherwise: what all clients are compared with. */
export const USUAL_SHAPE: Shape = { points: 10_000, dimension: 384, ingestDimension: 1_536, batch: 100, limit: 10 }
