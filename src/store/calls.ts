import { PoolClosedError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import type { Submit } from '../client/pool-client.ts'
import { CALL_OPTIONS, given, type PipelineCallOptions, type PipelineParts, submitWithin } from '../pipeline/parts.ts'
import { tellingEmbedder } from './telling-embedder.ts'

/** One call of a store. */
export interface StoreCall {
  readonly parts: PipelineParts
  readonly options: PipelineCallOptions
  /** All its requests share the call's deadline. */
  readonly submit: Submit
}

/** The calls of one store, until it is closed. */
export class StoreCalls {
  readonly #parts: PipelineParts
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  constructor(parts: PipelineParts) {
    this.#parts = parts
  }

  /** `own`: the method's options beside those of every call. @throws PoolClosedError, ConfigError */
  async run<T>(
    method: string,
    options: PipelineCallOptions,
    own: readonly string[],
    work: (call: StoreCall) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw closed()
    checkKnownOptions(method, options, new Set<string>([...CALL_OPTIONS, ...own]))
    const call = given(options, CALL_OPTIONS)
    const parts = tellingEmbedder(this.#parts, method)
    const running = work({ parts, options: call, submit: submitWithin(parts, call) })
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Takes no more, and resolves when those under way have settled. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#running)
  }
}

function closed(): PoolClosedError {
  return new PoolClosedError('The store is closed', {
    outcome: 'not-sent',
    solutions: ['Open another store on the pool, which is open as long as nobody closed it'],
  })
}
