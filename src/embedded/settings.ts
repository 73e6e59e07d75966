import { malformedAtEnd } from './errors.ts'
import type { Json, JsonObject } from './json.ts'
import { booleanOf, countOf, numberOf, objectOf, stringOf, within } from './reader.ts'

/** Reads one setting; `where` is its place in the request. @throws ApiError 400 or 422 */
export type Setting<T extends Json = Json> = (value: Json, where: string) => T
/** What a section of a configuration may hold. */
export type Settings = Readonly<Record<string, Setting>>

export const flag: Setting = booleanOf
export const count =
  (min = 0): Setting =>
  (value, where) =>
    within(countOf(value), { where, min })
export const fraction =
  (min: number, max: number): Setting =>
  (value, where) =>
    within(numberOf(value), { where, min, max, isFloat: true })
export const word =
  (...words: readonly string[]): Setting =>
  (value) => {
    const text = stringOf(value)
    if (words.includes(text)) return text
    const expected = words.map((known) => `\`${known}\``)
    const list = words.length > 2 ? `one of ${expected.join(', ')}` : expected.join(' or ')
    throw malformedAtEnd(`unknown variant \`${text}\`, expected ${list}`)
  }
export const section =
  (struct: string, settings: Settings): Setting<JsonObject> =>
  (value, where) =>
    settingsOf(value, struct, settings, where)

/** The settings of `value` that there are; the real server passes over others, and so do we. */
export function settingsOf(value: Json | undefined, struct: string, settings: Settings, where: string): JsonObject {
  const given = objectOf(value, struct)
  const read: JsonObject = {}
  for (const [name, setting] of Object.entries(settings)) {
    const found = given[name]
    if (found === undefined || found === null) continue
    read[name] = setting(found, where === '' ? name : `${where}.${name}`)
  }
  return read
}
