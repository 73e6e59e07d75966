import type { CodeOperation } from './operation.ts'

/**
 * A function of a user's module, run in a worker beside its connection; the target is the module's URL. Nothing is known
 * of what it does, so that it is never repeated once it has started.
 */
export const task: CodeOperation = { name: 'task', idempotent: () => false }

export interface TaskParams {
  /** The function's name among the module's exports. */
  readonly name: string
  readonly input: unknown
}
