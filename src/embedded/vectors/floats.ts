/** 32-bit floats as JSON: the few digits that name them, not the seventeen of their double. */
export function shortFloat(value: number): number {
  for (let scale = 1e6; scale <= 1e10; scale *= 10) {
    const rounded = Math.round(value * scale) / scale
    if (Math.fround(rounded) === value) return rounded
  }
  return value
}

export function shortFloats(values: Float32Array): number[] {
  const short: number[] = new Array(values.length)
  for (let i = 0; i < values.length; i++) short[i] = shortFloat(values[i] as number)
  return short
}

/** A copy, because bytes from a database need not be aligned. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer)
}

export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}
