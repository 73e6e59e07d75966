import { contentId } from '../../base/uuids.ts'
import { splitText } from '../../text/splitter.ts'

export interface DocumentPassage {
  /** Follows from the source and the text alone: an unchanged document has the same ids again. */
  readonly id: string
  /** The headings, then the passage: one that is taken out of its place says too little of what it is about. */
  readonly text: string
  readonly body: string
  readonly headings: readonly string[]
}

/** Cuts a document into passages. `context` stands before their headings. */
export function documentPassages(source: string, document: string, context: readonly string[] = []): DocumentPassage[] {
  const times = new Map<string, number>()
  return splitText(document).map(({ text: body, headings }) => {
    const titles = [...context, ...headings]
    const text = titles.length === 0 ? body : `${titles.join(' › ')}\n\n${body}`
    const earlier = times.get(text) ?? 0
    times.set(text, earlier + 1)
    // No passage ends in a line break, so that a repeated one gets an id that no other has.
    return { id: contentId(`${source}\n${text}${'\n'.repeat(earlier)}`), text, body, headings }
  })
}
