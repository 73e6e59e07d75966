import { UsageError } from '../src/cli/output/usage-error.ts'

export function positive(flag: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new UsageError(`Expected --${flag} to be a positive number, got ${JSON.stringify(text)}`)
}

export function positiveInteger(flag: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new UsageError(`Expected --${flag} to be a positive whole number, got ${JSON.stringify(text)}`)
}

/** The items of a comma list, each once. */
export function list(flag: string, text: string): string[] {
  const items = text.split(',').map((item) => item.trim())
  if (items.some((item) => item === ''))
    throw new UsageError(`Expected --${flag} to be a list such as a,b,c, got ${JSON.stringify(text)}`)
  return [...new Set(items)]
}

/** The named ones in the order of `known`. */
export function someOf<Name extends string>(flag: string, text: string, known: readonly Name[]): Name[] {
  const asked = list(flag, text)
  const unknown = asked.filter((item) => !known.some((name) => name === item))
  if (unknown.length > 0)
    throw new UsageError(`Unknown in --${flag}: ${unknown.join(', ')}. Known are ${known.join(', ')}`)
  return known.filter((name) => asked.includes(name))
}
