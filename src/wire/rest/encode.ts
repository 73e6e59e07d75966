/** Arguments that cannot be sent as JSON; the message names the place. */
export class UnsendableError extends Error {
  override readonly name = 'UnsendableError'
}

// In V8 since Node 21, not yet in TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** The JSON text of a request body: typed arrays as lists, bigints as integers; undefined members are left out. */
export function encodeBody(body: unknown): string {
  return JSON.stringify(sendable(body, ''))
}

/**
 * The value itself where JSON keeps all of it, else a copy with typed arrays and bigints made sendable.
 * JSON.stringify would turn NaN into null and a Map into {} without a word; a walk of our own is cheaper than its
 * replacer, which is called for every number of every vector.
 */
function sendable(value: unknown, at: string): unknown {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new UnsendableError(`${at} is ${value}, which JSON cannot carry`)
      return value
    case 'bigint':
      return rawJSON(value.toString())
    case 'object':
      return value === null ? null : sendableObject(value, at)
    default:
      return value
  }
}

function sendableObject(value: object, at: string): unknown {
  if (Array.isArray(value)) return sendableList(value, at)
  if (value instanceof Float32Array || value instanceof Float64Array) return sendableFloats(value, at)
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array)
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new UnsendableError(`${at} is an invalid Date`)
    return value
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new UnsendableError(`${at} is a ${prototype.constructor.name}, which JSON cannot carry`)
  return sendableMembers(value as Record<string, unknown>, at)
}

function sendableList(list: readonly unknown[], at: string): unknown {
  let copy: unknown[] | undefined
  for (let index = 0; index < list.length; index++) {
    const item = list[index]
    if (typeof item === 'number' && Number.isFinite(item)) continue
    const sent = sendable(item, `${at}[${index}]`)
    if (sent !== item) {
      copy ??= list.slice()
      copy[index] = sent
    }
  }
  return copy ?? list
}

function sendableFloats(floats: Float32Array | Float64Array, at: string): number[] {
  const list = new Array<number>(floats.length)
  for (const [index, value] of floats.entries()) {
    if (!Number.isFinite(value)) throw new UnsendableError(`${at}[${index}] is ${value}, which JSON cannot carry`)
    list[index] = value
  }
  return list
}

function sendableMembers(members: Record<string, unknown>, at: string): unknown {
  let copy: Record<string, unknown> | undefined
  for (const key in members) {
    const sent = sendable(members[key], at === '' ? key : `${at}.${key}`)
    if (sent !== members[key]) {
      copy ??= { ...members }
      copy[key] = sent
    }
  }
  return copy ?? members
}
