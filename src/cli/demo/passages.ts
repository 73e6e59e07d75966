import { documentPassages } from '../../pipeline/source/document-passages.ts'
import type { Document } from './documents.ts'
import { readableMarkdown } from './readable-markdown.ts'

export interface Passage {
  /** Follows from the source and the text alone, so that a second run finds what the first one stored. */
  readonly id: string
  /** Package and headings, then the passage: a passage taken out of its place says too little of what it is about. */
  readonly text: string
  readonly payload: { readonly source: string }
}

/** The passages of all documents. One that stands in several documents is taken once, from the first. */
export function passagesOf(documents: readonly Document[]): Passage[] {
  const passages: Passage[] = []
  const seen = new Set<string>()
  for (const { source, text: document } of documents) {
    for (const { id, text, body } of documentPassages(source, readableMarkdown(document), [packageOf(source)])) {
      if (seen.has(body)) continue
      seen.add(body)
      passages.push({ id, text, payload: { source } })
    }
  }
  return passages
}

function packageOf(source: string): string {
  const inside = source.split('node_modules/').at(-1) ?? source
  return inside.split('/', inside.startsWith('@') ? 2 : 1).join('/')
}
