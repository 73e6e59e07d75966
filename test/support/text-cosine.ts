/** Dot product: the cosine of two vectors of length 1. */
export function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? Number.NaN) * (other[index] ?? Number.NaN)
  return sum
}
