import { UsageError } from '../output/usage-error.ts'

/** The number that `--name` was given; undefined where it was not. @throws UsageError */
export function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  throw new UsageError(`Expected --${name} to be a whole number ${range}, got ${JSON.stringify(text)}`)
}

/** @throws UsageError where `--name` was not given, or with nothing */
export function required(name: string, text: string | undefined, example: string): string {
  if (text) return text
  throw new UsageError(`Expected --${name}, as in ${example}`)
}

/** The members that are set: an option that is not given has its default elsewhere. */
export function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}
