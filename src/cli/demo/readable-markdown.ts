import { markdownLines } from '../../text/markdown-lines.ts'

const TAGS =
  'a|b|br|center|div|em|h[1-6]|hr|i|img|kbd|li|ol|p|picture|source|span|strong|sub|sup|table|tbody|td|th|thead|tr|ul'
const HTML_TAG = new RegExp(`</?(?:${TAGS})\\b[^<>]*>`, 'gi')
const IMAGE = /!\[[^\][]*\]\([^()]*\)/g
const LINK = /\[([^\][]*)\]\([^()]*\)/g
const LINK_TARGET = /^\[[^\][]+\]:\s.*/
const COMMENT = /<!--.*?-->/gs

/** Markdown without badges, link targets and HTML tags: they stand in every README and say nothing. Code is kept. */
export function readableMarkdown(markdown: string): string {
  let readable = ''
  for (const { text, fenced } of markdownLines(markdown.replace(COMMENT, ''))) {
    readable += fenced
      ? text
      : text.replace(LINK_TARGET, '').replace(IMAGE, '').replace(LINK, '$1').replace(HTML_TAG, '')
  }
  return readable
}
