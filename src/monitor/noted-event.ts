import type { HealthTier, PoolEvents, RetireReason } from '../base/pool-events.ts'

/** An event of the pool as plain data: its cause is the error's message. */
export interface NotedEvent {
  readonly name: keyof PoolEvents
  readonly slot?: number
  /** Wall clock, in ms since 1970. */
  readonly time: number
  readonly cause?: string
  readonly reason?: RetireReason
  readonly forced?: boolean
  readonly endpoint?: string
  readonly durationMs?: number
  readonly heldMs?: number
  readonly tier?: HealthTier
  readonly healthy?: boolean
  readonly slow?: boolean
}

/** What is `undefined` is left out. */
export function notedEvent<Name extends keyof PoolEvents>(name: Name, event: PoolEvents[Name]): NotedEvent {
  const { cause, ...facts } = event
  const all = { name, ...facts, cause: cause?.message }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as NotedEvent
}
