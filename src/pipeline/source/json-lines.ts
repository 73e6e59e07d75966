import { parseAnswer } from '../../protocol/answer-text.ts'
import type { IngestItem } from '../ingest/options.ts'
import { cutLines, type Line, LONGEST_LINE } from './lines.ts'
import type { SourceRecord } from './record.ts'

/** Of a line that cannot be used, in UTF-16 code units. */
const LONGEST_RAW = 4_096

/** Takes a byte order mark off every line: files that were joined have one in their midst. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true })

type Found = { readonly item: IngestItem } | { readonly problem: string; readonly raw: string }

/**
 * One JSON value a line, of which somebody else judges whether it is a record; empty lines are none. `at` names a line by its
 * number.
 */
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
  try {
    return { item: parseAnswer(text) as IngestItem }
  } catch {
    return unusable(`not JSON: ${syntaxError(text)}`, text)
  }
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
