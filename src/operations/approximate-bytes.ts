/** What a number of a vector takes as JSON, with its comma. */
const BYTES_PER_NUMBER = 20
/** Quotes, a comma, a colon; numbers, booleans and null by themselves. */
const BYTES_PER_VALUE = 8

/** About what a value takes as JSON, in bytes; lists of numbers are not looked through. */
export function approximateBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + BYTES_PER_VALUE
  if (typeof value !== 'object' || value === null) return BYTES_PER_VALUE
  if (ArrayBuffer.isView(value)) return (value as Float32Array).length * BYTES_PER_NUMBER
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return value.length * BYTES_PER_NUMBER
    return value.reduce((sum: number, item) => sum + approximateBytes(item), BYTES_PER_VALUE)
  }
  let bytes = BYTES_PER_VALUE
  for (const key in value) bytes += key.length + approximateBytes((value as Record<string, unknown>)[key])
  return bytes
}
