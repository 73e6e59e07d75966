import { markdownLines } from './markdown-lines.ts'

/** A stretch of a text under one heading, which it starts with. */
export interface Section {
  readonly text: string
  /** Titles from the outermost heading down to its own; empty before the first heading. */
  readonly headings: readonly string[]
}

interface Heading {
  readonly level: number
  readonly title: string
}

/** Titles say where a passage stands; they should not outweigh it. */
const LONGEST_TITLE = 120

/** Cuts a text before its markdown headings. The sections joined again are the text. */
export function sectionsOf(text: string): Section[] {
  const sections: Section[] = []
  const path: Heading[] = []
  let lines: string[] = []
  const finish = () => {
    if (lines.length > 0) sections.push({ text: lines.join(''), headings: path.map(({ title }) => title) })
    lines = []
  }
  for (const line of markdownLines(text)) {
    const heading = line.fenced ? undefined : headingOf(line.text)
    if (heading !== undefined) {
      finish()
      while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop()
      path.push(heading)
    }
    lines.push(line.text)
  }
  finish()
  return sections
}

function headingOf(line: string): Heading | undefined {
  const [, marks, title] = /^(#{1,6})[ \t]+(\S.*)/.exec(line) ?? []
  if (marks === undefined || title === undefined) return undefined
  const short = title.slice(0, LONGEST_TITLE).toWellFormed()
  return { level: marks.length, title: short.replace(/[\s#]+$/, '') }
}
