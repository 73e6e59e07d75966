/** A typed array of any kind; a DataView is none. */
export function isNumbers(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/** The value with a list in the place of each typed array, of which JSON makes an object; the same value where it has none. */
export function withPlainLists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isNumbers(value)) return Array.from(value)
  if (Array.isArray(value)) {
    if (typeof value[0] === 'number') return value
    const at = value.findIndex((item) => withPlainLists(item) !== item)
    return at === -1 ? value : value.map(withPlainLists)
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  let copy: Record<string, unknown> | undefined
  for (const [key, member] of Object.entries(value)) {
    const plain = withPlainLists(member)
    if (plain === member) continue
    copy ??= { ...value }
    copy[key] = plain
  }
  return copy ?? value
}
