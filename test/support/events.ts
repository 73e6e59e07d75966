import type { PoolEvents } from '../../src/base/pool-events.ts'
import type { Pool } from '../../src/index.ts'

const NAMES = [
  'worker:opened',
  'worker:recycled',
  'worker:replaced',
  'worker:retired',
  'worker:failed',
  'worker:stray-error',
  'health',
  'circuit:open',
  'circuit:closed',
  'degraded',
  'recovered',
  'lease:leaked',
  'close',
] as const satisfies readonly (keyof PoolEvents)[]

/** Everything that a pool tells from now on, in its order. */
export function recorded(pool: Pool) {
  const all: { readonly name: string; readonly event: unknown }[] = []
  for (const name of NAMES) pool.on(name, (event) => all.push({ name, event }))
  return {
    get names() {
      return all.map(({ name }) => name)
    },
    named: (wanted: keyof PoolEvents) => all.filter(({ name }) => name === wanted).map(({ event }) => event),
  }
}
