import { channels, type OperationMessage } from '../../src/base/channels.ts'
import type { PoolStats } from '../../src/index.ts'

type Counted = Pick<PoolStats, 'operations'>

interface Count {
  calls: number
  errors: number
}

/** What node:diagnostics_channel tells of the calls of one pool, for comparison with what the pool has counted. */
export class CallBook {
  readonly #pool: string
  readonly #told = new Map<string, Count>()
  readonly #before: Counted

  /** @param pool its name; listens from now on */
  constructor(pool: string, before: Counted) {
    this.#pool = pool
    this.#before = before
    channels.operation.asyncEnd.subscribe(this.#listener)
  }

  /** Calls that have settled. */
  get calls(): number {
    return [...this.#told.values()].reduce((sum, { calls }) => sum + calls, 0)
  }

  /** Sentences about operations that were counted otherwise than told. */
  close({ operations }: Counted): string[] {
    channels.operation.asyncEnd.unsubscribe(this.#listener)
    const names = new Set([...this.#told.keys(), ...Object.keys(operations)])
    return [...names].flatMap((name) => {
      const told = this.#told.get(name) ?? { calls: 0, errors: 0 }
      const [now, before] = [operations[name], this.#before.operations[name]]
      const calls = (now?.count ?? 0) - (before?.count ?? 0)
      const errors = (now?.errors ?? 0) - (before?.errors ?? 0)
      if (calls === told.calls && errors === told.errors) return []
      return `${name}: ${told.calls} calls and ${told.errors} errors were told, ${calls} and ${errors} counted`
    })
  }

  readonly #listener = (message: unknown) => {
    const { pool, operation, error } = message as OperationMessage
    if (pool !== this.#pool) return
    const count = this.#told.get(operation) ?? { calls: 0, errors: 0 }
    this.#told.set(operation, count)
    count.calls++
    if (error !== undefined) count.errors++
  }
}
