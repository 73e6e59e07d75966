import type { PoolStats } from '../../src/monitor/stats.ts'

interface Outcomes {
  count: number
  errors: number
}

/** What callers have seen of their own calls, by operation. */
export class CallBook {
  readonly operations: Record<string, Outcomes> = {}
  /** Codes of the errors, or else their names. */
  readonly failures = new Set<string>()

  note(operation: string, result: PromiseSettledResult<unknown>): void {
    const outcomes = this.operations[operation] ?? { count: 0, errors: 0 }
    this.operations[operation] = outcomes
    outcomes.count++
    if (result.status === 'fulfilled') return
    outcomes.errors++
    const { code, name } = result.reason as { code?: unknown; name: string }
    this.failures.add(typeof code === 'string' ? code : name)
  }

  /** Waits for each call and notes what came of it. */
  async of(operation: string, ...calls: readonly Promise<unknown>[]): Promise<void> {
    for (const result of await Promise.allSettled(calls)) this.note(operation, result)
  }
}

/** What the pool says of the same. */
export function outcomesOf({ operations }: PoolStats): Record<string, Outcomes> {
  const outcomes = Object.entries(operations).map(([name, { count, errors }]) => [name, { count, errors }])
  return Object.fromEntries(outcomes)
}
