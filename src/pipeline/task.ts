import { ConfigError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import type { Submit } from '../client/pool-client.ts'
import type { CallOptions } from '../dispatch/call-options.ts'
import { type TaskParams, task } from '../operations/task.ts'
import type { Task, TaskOptions } from './task-types.ts'

const OPTIONS = new Set(['signal', 'timeoutMs', 'acquireTimeoutMs', 'priority', 'transfer'])

/** The functions of a module, each called in a worker. @throws ConfigError where `module` is no URL */
export function taskOf<Module>(submitWith: (options: CallOptions) => Submit, module: URL | string): Task<Module> {
  const target = hrefOf(module)
  const call = async (name: string, input: unknown, options: TaskOptions = {}) => {
    checkKnownOptions('task', options, OPTIONS)
    const { transfer = [], ...own } = options
    if (typeof name !== 'string') throw new ConfigError(`task: expected the name of a function, got ${typeof name}`)
    if (!Array.isArray(transfer)) throw new ConfigError(`Expected \`transfer\` to be a list, got ${typeof transfer}`)
    const submit = submitWith(own)
    // Before anything moves.
    own.signal?.throwIfAborted()
    const params: TaskParams = { name, input }
    return submit({ operation: task.name, target, params: { ...params }, moved: transfer })
  }
  const run = (input: unknown, options?: TaskOptions) => call('run', input, options)
  return { run, call } as unknown as Task<Module>
}

function hrefOf(module: URL | string): string {
  if (module instanceof URL || (typeof module === 'string' && URL.canParse(module))) return new URL(module).href
  const got = typeof module === 'string' ? JSON.stringify(module) : typeof module
  throw new ConfigError(
    `task: expected a URL or the href of one, such as new URL('./rerank.js', import.meta.url), got ${got}`,
  )
}
