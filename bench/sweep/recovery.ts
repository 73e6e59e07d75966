import { median, quantile, whole } from '../figures.ts'
import type { Sample, Step, Verdict } from './results.ts'

/** Calls fare as before where p95 of an interval is at most so many times the median of the base before, */
const AS_BEFORE = 2
/** or this much more, as timers tick once a ms; */
const TICK_MS = 1
/** or no more than in all but a few intervals of that base: some machines are never steady. */
const ALL_BUT_FEW = 0.9
/** So many of an interval and those that follow it: one may be good by chance, or bad. */
const GOOD = 4
const WINDOW = 5

type BareStep = Omit<Step, 'recoveryMs'>

/**
 * How long after the start of a base, which follows a spike, calls that come then begin to fare as they did in the base
 * before that spike. Undefined where there was none, or they never do.
 */
export function recoveryMs(
  base: BareStep,
  before: BareStep | undefined,
  samples: readonly Sample[],
): number | undefined {
  if (base.name !== 'base' || before === undefined) return undefined
  const usual = within(before, samples).map(({ p95Ms }) => p95Ms)
  const middle = median(usual)
  const most = Math.max(AS_BEFORE * middle, middle + TICK_MS, quantile(usual, ALL_BUT_FEW))
  const after = within(base, samples)
  const asBefore = after.map(({ p95Ms, failed }) => failed === 0 && p95Ms <= most)
  const first = asBefore.findIndex(
    (good, index) => good && asBefore.slice(index, index + WINDOW).filter(Boolean).length >= GOOD,
  )
  const sample = after[first]
  const firstOfAll = after[0]
  return sample && firstOfAll && sample.atMs - firstOfAll.atMs
}

/** Each spike is over before the next one comes. */
export function recoveryVerdicts(steps: readonly Step[]): Verdict[] {
  return steps.flatMap((spike, index) => {
    const base = steps[index + 1]
    if (spike.name !== 'spike' || base === undefined) return []
    const { recoveryMs: took } = base
    return [
      {
        name: `recovery from ${whole(spike.rate)} ops/s`,
        target: `< ${(base.untilMs - base.fromMs) / 1000} s`,
        seen: took === undefined ? 'not within that time' : `${(took / 1000).toFixed(1)} s`,
        passed: took !== undefined,
      },
    ]
  })
}

function within({ fromMs, untilMs }: BareStep, samples: readonly Sample[]): Sample[] {
  return samples.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs)
}
