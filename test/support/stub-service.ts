import type { ManualClock } from './manual-clock.ts'

type Service = (turn: number) => Promise<void>

/** Answers each call after its delay, on a clock that the test moves. */
export function delayed(clock: ManualClock, delayMs: (turn: number) => number): Service {
  return (turn) => new Promise((resolve) => clock.after(delayMs(turn), resolve))
}

/** Answers after `usualMs`; what comes in a stall is answered when that is over. */
export function stalling(
  clock: ManualClock,
  stall: { readonly usualMs: number; readonly fromMs: number; readonly untilMs: number },
): Service {
  return delayed(clock, () => {
    const answerAt = clock.now() + stall.usualMs
    return answerAt > stall.fromMs && answerAt < stall.untilMs ? stall.untilMs - clock.now() : stall.usualMs
  })
}
