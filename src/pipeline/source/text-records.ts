import { readFile } from 'node:fs/promises'
import { documentPassages } from './document-passages.ts'
import type { SourceRecord } from './record.ts'
import type { SourceFile } from './source-files.ts'

/** Larger than any text that somebody wrote; it is read as a whole. */
const MOST_TEXT_BYTES = 16 * 1024 * 1024

/** The passages of a text file; one record with a problem where it cannot be read as text. */
export async function* textRecords(file: SourceFile): AsyncGenerator<SourceRecord> {
  const { shown, source } = file
  const document = await documentIn(file)
  if ('problem' in document) {
    yield { at: shown, ...document }
    return
  }
  for (const [index, { id, text, headings }] of documentPassages(source, document.text).entries())
    yield { at: `${shown}, passage ${index + 1}`, item: { id, text, payload: { source, headings } } }
}

async function documentIn({ path, sizeBytes = 0 }: SourceFile): Promise<{ text: string } | { problem: string }> {
  if (sizeBytes > MOST_TEXT_BYTES)
    return { problem: `a text file may have ${MOST_TEXT_BYTES / 1024 / 1024} MiB, and this one has ${sizeBytes} bytes` }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) }
  } catch (error) {
    // The decoder's own error names no reason that a reader would understand.
    return { problem: error instanceof TypeError ? 'not valid UTF-8' : (error as Error).message }
  }
}
