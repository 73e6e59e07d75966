import { stripVTControlCharacters } from 'node:util'

/** Control and format characters, line and paragraph separators, and code points that mean nothing. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]+/gu
/** They change how wide the character before them is. */
const VARIATIONS = /\p{Variation_Selector}/gu

/**
 * A text from outside on one line and without anything that a terminal obeys: an error's message must not move the cursor,
 * set the window's title or turn the text around.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, ' ').replace(VARIATIONS, '').replace(/ +/g, ' ').trim()
}

/** Plain data of which all texts are printable, names of members included. */
export function printableData<T>(data: T): T {
  return cleaned(data) as T
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return printable(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(cleaned)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [printable(name), cleaned(member)]))
}
