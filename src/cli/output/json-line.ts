import { rawJSON } from '../../base/raw-json.ts'

/** JSON lets them stand as they are, and some terminals obey them; the others it escapes. */
const CONTROLS = /[\u007f-\u009f]/g

/** One line of JSON; bigints stand as the numbers that they are. */
export function jsonLine(value: unknown): string {
  const exact = (_name: string, member: unknown) => (typeof member === 'bigint' ? rawJSON(String(member)) : member)
  return `${harmless(JSON.stringify(value, exact))}\n`
}

/** JSON without anything that a terminal obeys. */
export function harmless(json: string): string {
  return json.replace(CONTROLS, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
