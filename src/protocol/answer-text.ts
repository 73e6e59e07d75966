import type { Reply } from './messages.ts'

/** A number token of 16 or more digits: the only place where a JSON integer may be beyond 2^53. */
const LONG_INTEGER = /[:[,]\s*-?\d{16,}/

/** Strings, so that none is looked into, or an integer that may be beyond 2^53. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<=[:[,\s])-?\d{16,}(?![\d.eE])/g

/** Stands before the digits of a long integer that travels through JSON.parse as a string. */
const MARK = '\u0001integer:'
const ESCAPED_MARK = '\\u0001integer:'

/**
 * `result` of an answer in Qdrant's envelope, as the reply that it makes. Integers beyond 2^53 (64-bit point ids) become
 * bigint, as from the client.
 */
export function readAnswer(text: string): Reply {
  let envelope: unknown
  try {
    envelope = parseAnswer(text)
  } catch (error) {
    const excerpt = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
    return unusable(`broken JSON (${(error as Error).message}): ${excerpt}`)
  }
  const result = (envelope as { result?: unknown } | null)?.result
  return result === undefined || result === null ? unusable('JSON that has no `result`') : { ok: true, value: result }
}

/**
 * JSON.parse that keeps long integers. The text is searched for them first, and only where there are any are they put in
 * quotes and found again afterwards: a reviver is called for every value and makes parsing several times slower.
 * @throws SyntaxError
 */
export function parseAnswer(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text)
  // A text with the mark in it, or a key that assigning would not set: rare enough to be slow.
  if (text.includes(ESCAPED_MARK) || text.includes('"__proto__"')) return JSON.parse(text, reviveLongInteger)
  const quoted = text.replace(STRING_OR_LONG_INTEGER, (token) =>
    token[0] === '"' ? token : `"${ESCAPED_MARK}${token}"`,
  )
  return withLongIntegers(JSON.parse(quoted))
}

/** Puts numbers in the place of marked strings, in what was just parsed and is nobody else's. */
function withLongIntegers(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? integer(value.slice(MARK.length)) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = value[index]
      if (typeof item !== 'number') value[index] = withLongIntegers(item)
    }
    return value
  }
  const members = value as Record<string, unknown>
  for (const key in members) {
    const member = members[key]
    if (typeof member !== 'number') members[key] = withLongIntegers(member)
  }
  return value
}

function reviveLongInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d{16,}$/.test(source) ? integer(source) : value
}

function integer(digits: string): number | bigint {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : BigInt(digits)
}

function unusable(what: string): Reply {
  const message = `The server answered with ${what}`
  return { ok: false, failure: { kind: 'connection', code: 'INVALID_RESPONSE', outcome: 'unknown', message } }
}
