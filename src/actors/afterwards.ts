import type { RetireReason } from '../base/pool-events.ts'

/** What becomes of a worker when it has ended what it carries, where it does not become idle. */
export type Afterwards = Renewal | Retirement

interface Renewal {
  readonly kind: 'repair' | 'reopen'
}

interface Retirement {
  readonly kind: 'retire'
  readonly reason: RetireReason
  /** What was said besides, where it does not retire after all. */
  readonly otherwise?: Renewal
}

/** A retirement stands, but for one that only a smaller size wants, and remembers what else was said. */
export function stronger(before: Afterwards | undefined, now: Afterwards): Afterwards {
  if (before?.kind === 'retire') {
    if (now.kind !== 'retire') return { ...before, otherwise: now }
    return before.reason === 'resize' ? { ...before, ...now } : before
  }
  return now.kind === 'retire' && before !== undefined ? { ...now, otherwise: before } : now
}
