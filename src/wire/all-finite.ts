/**
 * Whether a vector holds neither NaN nor an infinite number: a finite one times 0 is 0, another one is NaN, and stays so in
 * the sum. No branch for each number.
 */
export function allFinite(floats: Float32Array | Float64Array): boolean {
  let sum = 0
  for (let index = 0; index < floats.length; index++) sum += (floats[index] as number) * 0
  return sum === 0
}
