export interface MarkdownLine {
  /** With its line break. */
  readonly text: string
  /** Whether it belongs to a fenced code block, its first and last line included. */
  readonly fenced: boolean
  /** Whether it opens such a block. */
  readonly opensFence: boolean
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/

/** The lines of a text; joined again they are the text. */
export function* markdownLines(text: string): Generator<MarkdownLine> {
  let fence: string | undefined
  for (const line of text.split(/(?<=\n)/)) {
    const mark = FENCE.exec(line)?.[1]
    if (fence === undefined) {
      fence = mark
      yield { text: line, fenced: mark !== undefined, opensFence: mark !== undefined }
    } else {
      // A block ends at a mark of its own kind that is no shorter: ```` may hold ```.
      if (mark?.startsWith(fence)) fence = undefined
      yield { text: line, fenced: true, opensFence: false }
    }
  }
}
