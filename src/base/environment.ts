import { ConfigError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { isServerUrl, SERVER_URL } from './server-url.ts'

/** Option values read from the environment; a key is present only where its variable is set. */
export interface EnvironmentOptions {
  url?: string
  apiKey?: string
  size?: number
  minSize?: number
  acquireTimeoutMs?: number
  recycleAfterMs?: number
  preferGrpc?: boolean
  healthCheckIntervalMs?: number
}

type Environment = Readonly<Record<string, string | undefined>>

const VARIABLES = {
  url: { suffix: 'QDRANT_URL', read: serverUrl },
  apiKey: { suffix: 'QDRANT_API_KEY', read: text },
  size: { suffix: 'QDRANT_POOL_SIZE', read: count },
  minSize: { suffix: 'QDRANT_POOL_MIN_SIZE', read: count },
  acquireTimeoutMs: { suffix: 'QDRANT_POOL_TIMEOUT', read: seconds(0) },
  recycleAfterMs: { suffix: 'QDRANT_POOL_RECYCLE', read: seconds(LIMITS.shortestIntervalMs) },
  preferGrpc: { suffix: 'QDRANT_PREFER_GRPC', read: flag },
  healthCheckIntervalMs: { suffix: 'QDRANT_HEALTH_CHECK_INTERVAL', read: seconds(LIMITS.shortestIntervalMs) },
} as const

/** A variable of the pool that is set. */
export interface Variable {
  readonly name: string
  readonly option: keyof EnvironmentOptions
  /** As the option takes it. @throws ConfigError that names the variable */
  read(): unknown
}

/** QDRANT_* and, where those are unset, CLAUDE_RAG_QDRANT_*; a variable set to the empty string counts as unset. */
export function setVariables(environment: Environment): Variable[] {
  return Object.entries(VARIABLES).flatMap(([option, { suffix, read }]) => {
    const name = [suffix, `CLAUDE_RAG_${suffix}`].find((candidate) => environment[candidate])
    const value = name === undefined ? undefined : environment[name]
    if (name === undefined || value === undefined) return []
    return [{ name, option: option as keyof EnvironmentOptions, read: () => read(name, value) }]
  })
}

/** The options that the environment sets. @throws ConfigError that names the first variable with a bad value */
export function readEnvironment(environment: Environment): EnvironmentOptions {
  return Object.fromEntries(setVariables(environment).map(({ option, read }) => [option, read()]))
}

function text(_name: string, value: string): string {
  return value
}

function serverUrl(name: string, value: string): string {
  if (!isServerUrl(value)) throw refused(name, SERVER_URL, value)
  return value
}

function count(name: string, value: string): number {
  const parsed = Number(value)
  if (!Number.isInteger(parsed) || parsed < 1 || parsed > LIMITS.mostWorkers)
    throw refused(name, `a whole number from 1 to ${LIMITS.mostWorkers}`, value)
  return parsed
}

function seconds(leastMs: number): (name: string, value: string) => number {
  return (name, value) => {
    const parsed = Number(value) * 1000
    if (value.trim() === '' || !Number.isFinite(parsed) || parsed < leastMs || parsed > LIMITS.longestTimerMs)
      throw refused(
        name,
        `a number of seconds from ${leastMs / 1000} to ${Math.floor(LIMITS.longestTimerMs / 1000)}`,
        value,
      )
    return parsed
  }
}

function flag(name: string, value: string): boolean {
  switch (value.toLowerCase()) {
    case 'true':
    case '1':
    case 'yes':
      return true
    case 'false':
    case '0':
    case 'no':
      return false
    default:
      throw refused(name, 'true or false', value)
  }
}

function refused(name: string, expected: string, got: string): ConfigError {
  return new ConfigError(
    `Expected the environment variable ${name} to be ${expected}, got ${got.includes('@') ? 'a text with "@"' : JSON.stringify(got)}`,
  )
}
