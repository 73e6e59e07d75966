import type { Transferable } from 'node:worker_threads'
import type { PoolClient } from '../client/columnar-upsert.ts'
import type { CallOptions } from '../dispatch/call-options.ts'

export interface TaskOptions extends Pick<CallOptions, 'signal' | 'timeoutMs' | 'acquireTimeoutMs' | 'priority'> {
  /** Parts of the input that move to the worker instead of being cloned; they are the caller's no more, whatever comes of the call. */
  readonly transfer?: readonly Transferable[]
}

/** What a task's function gets beside its input. */
export interface TaskContext {
  /**
   * Every method of QdrantClient over the connection of this very worker, with the client's own errors. Each call is sent
   * once; over REST those issued side by side go one after another. Rejects once the task has ended.
   */
  readonly client: PoolClient
  /** One vector a text, by the worker's embedder; needs the pool's option `embedder`. Rejects once the task has ended. */
  embed(texts: readonly string[]): Promise<Float32Array[]>
  /** Aborts when nobody waits for the result any more: the deadline, the caller's signal, the pool's close. */
  readonly signal: AbortSignal
}

/** Of a task without a type parameter: nothing is known of its module. */
export type AnyModule = Readonly<Record<string, (input: unknown, context: TaskContext) => unknown>>

/** Names of the exports that are `(input, context) => result`. */
type TaskNames<Module> = {
  [Name in keyof Module]: Module[Name] extends (input: never, context: TaskContext) => unknown ? Name : never
}[keyof Module] &
  string

type Input<Export> = Export extends (input: infer I, ...rest: never[]) => unknown ? I : never

/** The input may be left out where the function takes undefined, or nothing. */
type Arguments<Export> =
  undefined extends Input<Export>
    ? [input?: Input<Export>, options?: TaskOptions]
    : [input: Input<Export>, options?: TaskOptions]

type Result<Export> = Export extends (...args: never[]) => infer R ? Promise<Awaited<R>> : never

/** Functions of a module that run in a worker, beside its connection. */
export interface Task<Module> {
  /** Calls the module's export `run`; never where it has none. */
  readonly run: 'run' extends TaskNames<Module>
    ? (...args: Arguments<Module['run' & keyof Module]>) => Result<Module['run' & keyof Module]>
    : never
  /** Calls another export. */
  call<Name extends TaskNames<Module>>(name: Name, ...args: Arguments<Module[Name]>): Result<Module[Name]>
}
