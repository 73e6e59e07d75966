import type { Activity } from './activity.ts'

/** What a pool did in one interval, and how it stood at its end. */
export interface Sample extends Activity {
  /** Wall clock at its end, in ms since 1970. */
  readonly time: number
  readonly size: number
  readonly idle: number
  readonly busy: number
  readonly opening: number
  readonly dying: number
  readonly waiting: number
  /** Servers whose circuit is not closed. */
  readonly openCircuits: readonly string[]
}
