/** A number token of 16 or more digits: the only place where a JSON integer may be beyond 2^53. */
const LONG_INTEGER = /[:[,]\s*-?\d{16,}/

/**
 * Parses an answer; integers beyond 2^53 (64-bit point ids) come back as bigint, as from the client. The text is
 * searched first, because a reviver on every value makes parsing several times slower.
 * @throws SyntaxError
 */
export function decodeAnswer(text: string): unknown {
  return LONG_INTEGER.test(text) ? JSON.parse(text, reviveLongInteger) : JSON.parse(text)
}

function reviveLongInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value) || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
}
