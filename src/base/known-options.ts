import { ConfigError } from './errors.ts'

/** A mistyped option would do nothing without a word. @throws ConfigError */
export function checkKnownOptions(method: string, options: object, known: ReadonlySet<string>): void {
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw new ConfigError(`${method}: unknown option \`${name}\``)
  }
}
