/** Longest text of a number: JavaScript's shortest decimal of a double. */
const MOST_BYTES_PER_NUMBER = 24

/** From here up to 1, twelve decimals are nearer to a float than half its distance to the next. */
const LEAST_PLAIN = 2 ** -13
const COMMA = 0x2c
const MINUS = 0x2d
const ZERO = 0x30
const POINT = 0x2e

/** The four digits of each number below 10,000, one after another. */
const DIGITS = digitsOfFour()

/** Bytes that `writeFloats` may need. */
export function mostBytes(floats: Float32Array): number {
  return floats.length * (MOST_BYTES_PER_NUMBER + 1) + 2
}

/**
 * Writes `[1,-0.5,…]` at `at` and returns where it ends. Each text reads back as the same float of single precision,
 * and is shorter and several times faster to write than the decimals of the double that JavaScript makes of it.
 */
export function writeFloats(out: Buffer, at: number, floats: Float32Array): number {
  let end = at
  out[end++] = 0x5b
  for (let index = 0; index < floats.length; index++) {
    if (index > 0) out[end++] = COMMA
    const float = floats[index] as number
    const size = Math.abs(float)
    if (size < LEAST_PLAIN || size >= 1) end += out.write(String(float), end, 'latin1')
    else end = writeDecimals(out, end, float < 0, size)
  }
  out[end++] = 0x5d
  return end
}

/** Twelve decimals in three groups; what is cut off is less than 1e-12. */
function writeDecimals(out: Buffer, at: number, isNegative: boolean, size: number): number {
  let end = at
  if (isNegative) out[end++] = MINUS
  out[end++] = ZERO
  out[end++] = POINT
  let rest = size
  for (let group = 0; group < 3; group++) {
    rest *= 10_000
    const four = rest | 0
    rest -= four
    const from = four << 2
    out[end++] = DIGITS[from] as number
    out[end++] = DIGITS[from + 1] as number
    out[end++] = DIGITS[from + 2] as number
    out[end++] = DIGITS[from + 3] as number
  }
  return end
}

function digitsOfFour(): Uint8Array {
  return new TextEncoder().encode(Array.from({ length: 10_000 }, (_, four) => String(four).padStart(4, '0')).join(''))
}
