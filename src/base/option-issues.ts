import type { z } from 'zod'

/** Option names of QdrantClient and what this pool calls the same thing. */
const CLIENT_NAMES: Readonly<Record<string, string>> = {
  timeout: '`timeoutMs` (milliseconds, for the whole call)',
  host: "`url` ('http://HOST:6333')",
  port: "`url` ('http://127.0.0.1:PORT')",
  https: "`url` ('https://…')",
  prefix: "`url` with a path ('http://127.0.0.1:6333/PREFIX')",
  maxConnections: '`size` (one connection a worker)',
  checkCompatibility: 'nothing: the pool makes no version check',
}

type Issue = z.core.$ZodIssue

/** What was expected and what was got, option by option, as the message of a ConfigError. */
export function issuesText(issues: readonly Issue[], given: Record<string, unknown>): string {
  return issues.flatMap((issue) => describe(issue, given)).join('; ')
}

function describe(issue: Issue, merged: Record<string, unknown>): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const ours = issue.path.length === 0 ? CLIENT_NAMES[key] : undefined
      const unknown = `Unknown option \`${[...issue.path, key].join('.')}\``
      return ours === undefined ? unknown : `${unknown}: this pool calls it ${ours}`
    })
  }
  const name = issue.path.join('.')
  const secret = issue.path[0] === 'apiKey' || issue.path[0] === 'headers' || issue.path[0] === 'embedder'
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    merged,
  )
  return [
    `Expected \`${name}\` to be ${expectation(issue)}, got ${secret ? `a value of type ${typeof got}` : show(got)}`,
  ]
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'object') return 'an object'
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`
    case 'too_small':
      if (issue.origin === 'array') return issue.message
      return issue.origin === 'string'
        ? 'a string that is not empty'
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'invalid_key':
      return 'an object whose keys are names of HTTP headers'
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    default:
      return issue.message
  }
}

export function show(value: unknown): string {
  // A URL that is refused for its credentials is not printed with them.
  if (typeof value === 'string' && value.includes('@')) return 'a text with "@"'
  return typeof value === 'bigint'
    ? `${value}n`
    : typeof value === 'number'
      ? String(value)
      : (JSON.stringify(value) ?? String(value))
}
