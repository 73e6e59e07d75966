import type { CallOptions } from '../../src/index.ts'
import type { Dice } from './dice.ts'
import { ABORTED } from './outcomes.ts'
import { LIMITS } from './world.ts'

/** How a caller makes a call. */
export interface Manner {
  readonly options: CallOptions
  /** By when the call must have settled. */
  readonly boundMs: number
  /** To be called once a call has been issued. */
  begin(): void
}

const WEIGHTS = { patient: 70, batch: 12, hasty: 9, 'aborted at once': 2, 'aborted once sent': 2, aborted: 6 }

/** Patient, in lane 'batch', with hardly any time, or aborted at one moment or another. */
export function mannerOf(dice: Dice): Manner {
  const kind = dice.weighted(WEIGHTS)
  const apart = dice.chance(0.2) ? { coalesce: false } : {}
  switch (kind) {
    case 'patient':
      return plain(apart, LIMITS.timeoutMs)
    case 'batch':
      return plain({ ...apart, priority: 'batch' }, LIMITS.timeoutMs)
    case 'hasty': {
      const timeoutMs = dice.whole(1, 60)
      return plain({ ...apart, timeoutMs }, timeoutMs)
    }
    case 'aborted at once':
      return plain({ ...apart, signal: AbortSignal.abort(ABORTED) }, 0)
    case 'aborted once sent':
      return aborted(apart, 0, queueMicrotask)
    case 'aborted': {
      const afterMs = dice.whole(0, 100)
      return aborted(apart, afterMs, (abort) => setTimeout(abort, afterMs).unref())
    }
  }
}

function plain(options: CallOptions, boundMs: number): Manner {
  return { options, boundMs, begin: () => {} }
}

function aborted(apart: CallOptions, boundMs: number, schedule: (abort: () => void) => void): Manner {
  const controller = new AbortController()
  let isScheduled = false
  return {
    options: { ...apart, signal: controller.signal },
    boundMs,
    begin: () => {
      if (!isScheduled) schedule(() => controller.abort(ABORTED))
      isScheduled = true
    },
  }
}
