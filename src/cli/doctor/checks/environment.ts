import { setVariables, type Variable } from '../../../base/environment.ts'
import { ConfigError } from '../../../base/errors.ts'
import { resolveOptions } from '../../../base/options.ts'
import type { CommandIo } from '../../output/command-io.ts'
import { printable } from '../../output/printable.ts'
import { type Finding, ok, problem } from '../finding.ts'

/** The variables of the pool that are set, and whether it takes them. The key itself is never shown. */
export function checkEnvironment(env: CommandIo['env']): Finding {
  const set = setVariables(env)
  const values = Object.fromEntries(set.map((variable) => [variable.name, shown(variable, env)]))
  const refusals = refusalsOf(set, env)
  if (refusals.length > 0) return problem(refusals.join('; '), ['Correct or unset what is named here'], { values })
  if (set.length === 0) return ok('no variable of the pool is set', { values })
  const list = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return ok(list.join(', '), { values })
}

function refusalsOf(set: readonly Variable[], env: CommandIo['env']): string[] {
  const single = set.flatMap((variable) => refusalOf(variable.read) ?? [])
  // One by one they may be fine, and not together: a smallest size beyond the largest.
  return single.length > 0 ? single : [refusalOf(() => resolveOptions({}, env)) ?? []].flat()
}

function refusalOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return printable(error.message)
  }
}

function shown({ name, option }: Variable, env: CommandIo['env']): string {
  const value = env[name] ?? ''
  // Credentials in a URL are refused, and are no less secret for that.
  if (option === 'apiKey' || value.includes('@')) return '(not shown)'
  return printable(value)
}
