export type Distance = 'Cosine' | 'Dot' | 'Euclid' | 'Manhattan'
export const DISTANCES: readonly string[] = ['Cosine', 'Dot', 'Euclid', 'Manhattan']

/** Compares `query` with the row of `rows` that starts at `at`; more is better, so distances come out negative. */
export type Similarity = (query: Float32Array, rows: Float32Array, at: number) => number

export function similarityOf(distance: Distance): Similarity {
  switch (distance) {
    case 'Cosine': // stored normalised
    case 'Dot':
      return dot
    case 'Euclid':
      return negativeSquaredEuclid
    case 'Manhattan':
      return negativeManhattan
  }
}

/** From the figure that similarities compute to the score that users see. */
export function shownScore(distance: Distance, figure: number): number {
  if (distance === 'Euclid') return Math.fround(Math.sqrt(-figure))
  return Math.fround(distance === 'Manhattan' ? -figure : figure)
}

export function figureOf(distance: Distance, score: number): number {
  if (distance === 'Euclid') return score < 0 ? Infinity : -score * score
  return distance === 'Manhattan' ? -score : score
}

/** In place; a vector of length zero stays as it is. */
export function normalise(vector: Float32Array): Float32Array {
  const square = dot(vector, vector, 0)
  if (square < 1e-14 || Math.abs(square - 1) < 1e-6) return vector
  const length = Math.sqrt(square)
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length
  return vector
}

// Four sums at a time let the processor overlap the additions. The casts: indices stay below the length.
function dot(query: Float32Array, rows: Float32Array, at: number): number {
  const length = query.length
  const whole = length - (length % 4)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a += (query[i] as number) * (rows[at + i] as number)
    b += (query[i + 1] as number) * (rows[at + i + 1] as number)
    c += (query[i + 2] as number) * (rows[at + i + 2] as number)
    d += (query[i + 3] as number) * (rows[at + i + 3] as number)
  }
  for (let i = whole; i < length; i++) a += (query[i] as number) * (rows[at + i] as number)
  return a + b + c + d
}

function negativeSquaredEuclid(query: Float32Array, rows: Float32Array, at: number): number {
  let even = 0
  let odd = 0
  const length = query.length
  const whole = length - (length % 2)
  for (let i = 0; i < whole; i += 2) {
    const x = (query[i] as number) - (rows[at + i] as number)
    const y = (query[i + 1] as number) - (rows[at + i + 1] as number)
    even += x * x
    odd += y * y
  }
  for (let i = whole; i < length; i++) even += ((query[i] as number) - (rows[at + i] as number)) ** 2
  return -(even + odd)
}

function negativeManhattan(query: Float32Array, rows: Float32Array, at: number): number {
  let sum = 0
  for (let i = 0; i < query.length; i++) sum += Math.abs((query[i] as number) - (rows[at + i] as number))
  return -sum
}
