import { parseAnswer } from '../../protocol/answer-text.ts'
import type { IngestItem } from '../ingest/options.ts'
import { cutLines, type Line, LONGEST_LINE } from './lines.ts'
import type { SourceRecord } from './record.ts'

/** Of a line that cannot be used, in UTF-16 code units. */
const LONGEST_RAW = 4_096

const MEMBERS = new Set(['id', 'text', 'vector', 'payload'])

/** Takes a byte order mark off every line: files that were joined have one in their midst. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true })

type Found = { readonly item: IngestItem } | { readonly problem: string; readonly raw: string }

/** One JSON object a line; empty lines are none. `at` names a line by its number. */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
  at: (line: number) => string,
): AsyncGenerator<SourceRecord> {
  for await (const line of cutLines(chunks)) {
    const found = read(line)
    if (found !== undefined) yield { at: at(line.number), ...found }
  }
}

function read({ bytes, tooLong }: Line): Found | undefined {
  if (tooLong) return unusable(`the line is longer than ${LONGEST_LINE / 1024 / 1024} MiB`, bytes.toString())
  const text = decoded(bytes)
  if (text === undefined) return unusable('not valid UTF-8', bytes.toString())
  if (text.trim() === '') return undefined
  let value: unknown
  try {
    value = parseAnswer(text)
  } catch {
    return unusable(`not JSON: ${syntaxError(text)}`, text)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return unusable('not a JSON object', text)
  // A mistyped name would lose what it holds.
  const unknown = Object.keys(value).filter((name) => !MEMBERS.has(name))
  if (unknown.length === 0) return { item: value }
  const names = unknown.map((name) => `\`${name}\``).join(', ')
  return unusable(`unknown ${unknown.length === 1 ? 'member' : 'members'} ${names}: facts belong in \`payload\``, text)
}

/** Undefined where the bytes are not UTF-8. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return UTF_8.decode(bytes)
  } catch {
    return undefined
  }
}

/** In terms of the text as it stands there: the parser of long integers looks at another one. */
function syntaxError(text: string): string {
  try {
    JSON.parse(text)
    return 'unreadable'
  } catch (error) {
    return (error as Error).message
  }
}

function unusable(problem: string, raw: string): Found {
  return { problem, raw: raw.length > LONGEST_RAW ? `${raw.slice(0, LONGEST_RAW).toWellFormed()}…` : raw }
}
