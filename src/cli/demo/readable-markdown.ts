import { markdownLines } from '../../text/markdown-lines.ts'

const TAGS =
  'a|b|br|center|div|em|h[1-6]|hr|i|img|kbd|li|ol|p|picture|source|span|strong|sub|sup|table|tbody|td|th|thead|tr|ul'
const HTML_TAG = new RegExp(`</?(?:${TAGS})\\b[^<>]*>`, 'gi')
const IMAGE = /!\[[^\][]*\]\([^()]*\)/g
const LINK = /\[([^\][]*)\]\([^()]*\)/g
const LINK_TARGET = /^\[[^\][]+\]:\s.*/
const COMMENT = /<!--.*?-->/gs

/** Opens a block of what a program printed. */
const OUTPUT = /^ {0,3}(?:`{3,}|~{3,})\s*(?:text|console)\s*$/

/**
 * Markdown without badges, link targets and HTML tags, which stand in every README and say nothing, and without the
 * output of programs, which is about something else. Code is kept.
 */
export function readableMarkdown(markdown: string): string {
  let readable = ''
  let isOutput = false
  for (const { text, fenced, opensFence } of markdownLines(markdown.replace(COMMENT, ''))) {
    if (opensFence || !fenced) isOutput = OUTPUT.test(text)
    if (isOutput) continue
    readable += fenced
      ? text
      : text.replace(LINK_TARGET, '').replace(IMAGE, '').replace(LINK, '$1').replace(HTML_TAG, '')
  }
  return readable
}
