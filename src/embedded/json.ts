export type Json = null | boolean | number | bigint | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

// Sixteen digits are where integers may stop being exact. Embeddings are full of long fractions, so the digits must
// follow a delimiter: only a body that matches pays for a reviver, which makes parsing six times slower.
const LONG_INTEGER = /[:,[\s]-?\d{16,}/
const INTEGER = /^-?\d+$/
const MIN_I64 = -(2n ** 63n)
const MAX_U64 = 2n ** 64n - 1n

interface SourceAccess {
  parse(text: string, reviver: (key: string, value: Json, context: { source?: string }) => Json): Json
  rawJSON(text: string): unknown
}
// The platform has these since V8 11.4; TypeScript's es2024 library does not know them yet.
const json = JSON as unknown as SourceAccess

/** Integers beyond 2^53 come back as bigint. @throws SyntaxError */
export function parseJson(text: string): Json {
  return LONG_INTEGER.test(text) ? json.parse(text, exactInteger) : JSON.parse(text)
}

function exactInteger(_key: string, value: Json, { source }: { source?: string }): Json {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined || !INTEGER.test(source)) {
    return value
  }
  const exact = BigInt(source)
  return exact >= MIN_I64 && exact <= MAX_U64 ? exact : value
}

export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // A bigint somewhere: rare enough that the common answer should not pay for looking.
    if (!(error instanceof TypeError)) throw error
    return JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? json.rawJSON(String(item)) : item))
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own properties only: a payload may well ask for a key called `constructor`. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Plain assignment would set the prototype where the key is `__proto__`. */
export function setMember(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  } else object[key] = value
}
