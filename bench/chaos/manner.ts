import { getEventListeners } from 'node:events'
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

/** Never aborts: many calls of a run listen to it, and none may go on doing so. */
const LONG_LIVED = new AbortController().signal

/** What calls have left on the signal that outlives them. */
export function abortListeners(): string[] {
  const { length } = getEventListeners(LONG_LIVED, 'abort')
  return length === 0 ? [] : [`listeners of a signal that outlives its calls: ${length}`]
}

const WEIGHTS = {
  patient: 60,
  'patient with a signal': 10,
  batch: 12,
  hasty: 9,
  'aborted at once': 2,
  'aborted once sent': 2,
  aborted: 6,
}

/** Patient, in lane 'batch', with hardly any time, or aborted at one moment or another. */
export function mannerOf(dice: Dice): Manner {
  const kind = dice.weighted(WEIGHTS)
  const apart = dice.chance(0.2) ? { coalesce: false } : {}
  switch (kind) {
    case 'patient':
      return plain(apart, LIMITS.timeoutMs)
    case 'patient with a signal':
      return plain({ ...apart, signal: LONG_LIVED }, LIMITS.timeoutMs)
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
