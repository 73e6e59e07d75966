import { readdirSync, readFileSync } from 'node:fs'
import { splitText } from '../../src/text/splitter.ts'

const ROOT = new URL('../../', import.meta.url)

/** Passages of this project's documentation, at most 800 characters each, in the order in which they stand there. */
export function documentTexts(count: number): string[] {
  const docs = readdirSync(new URL('docs/', ROOT))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`)
  const passages = ['README.md', ...docs].flatMap((file) => splitText(readFileSync(new URL(file, ROOT), 'utf8')))
  const texts = [...new Set(passages.map(({ text }) => text))]
  if (texts.length < count) throw new Error(`The documentation has ${texts.length} passages, ${count} were asked for`)
  return texts.slice(0, count)
}
