import type { ResolvedMonitorOptions } from '../base/monitor-options.ts'
import type { AlertName } from './alert.ts'
import type { Sample } from './sample.ts'

/** Fewer waits have no 95th percentile to speak of: one worker that opens would be it. */
const FEWEST_WAITS = 20
/** Fewer failed calls are no spike, whatever their share. */
const FEWEST_FAILURES = 5
/** A spike is so many times what is usual. */
const SPIKE = 2

/** What one alert looks at. */
export interface AlertRule {
  readonly name: AlertName
  /** Values above it raise the alert. */
  readonly threshold: number
  /** True where what has happened so far says enough before the interval is over. */
  readonly isImmediate: boolean
  value(sample: Sample): number
  /** False where a value above the threshold means nothing; `before` are the samples up to then. */
  counts(sample: Sample, before: readonly Sample[]): boolean
  /** The threshold for people; undefined where anything is too much. */
  readonly limit: string | undefined
  /** A clause for people. */
  says(sample: Sample): string
}

export function alertRules({ thresholds }: ResolvedMonitorOptions): readonly AlertRule[] {
  const always = () => true
  return [
    {
      name: 'utilisation',
      threshold: thresholds.utilisation,
      limit: percent(thresholds.utilisation),
      isImmediate: false,
      value: ({ utilisation }) => utilisation,
      counts: always,
      says: ({ utilisation }) => `workers are busy ${percent(utilisation)} of the time`,
    },
    {
      name: 'acquire-p95',
      threshold: thresholds.acquireP95Ms,
      limit: `${thresholds.acquireP95Ms} ms`,
      isImmediate: false,
      value: ({ acquire }) => acquire.p95Ms,
      counts: ({ acquire }) => acquire.count >= FEWEST_WAITS,
      says: ({ acquire }) => `a worker is waited for ${acquire.p95Ms.toFixed(1)} ms at the 95th percentile`,
    },
    {
      name: 'acquire-timeouts',
      threshold: thresholds.acquireTimeouts,
      limit: unlessZero(thresholds.acquireTimeouts),
      isImmediate: false,
      value: ({ acquireTimeouts }) => acquireTimeouts,
      counts: always,
      says: ({ acquireTimeouts }) => `${counted(acquireTimeouts, 'call')} got no worker in time`,
    },
    {
      name: 'failures',
      threshold: thresholds.failureRate,
      limit: percent(thresholds.failureRate),
      isImmediate: false,
      value: failureRate,
      counts: (sample, before) =>
        sample.errors >= FEWEST_FAILURES && failureRate(sample) >= SPIKE * usualFailureRate(before),
      says: (sample) => `${sample.errors} of ${counted(sample.calls, 'call')} failed (${percent(failureRate(sample))})`,
    },
    {
      name: 'health',
      threshold: thresholds.healthFailures,
      limit: unlessZero(thresholds.healthFailures),
      isImmediate: true,
      value: ({ healthFailures }) => healthFailures,
      counts: always,
      says: ({ healthFailures }) => `${counted(healthFailures, 'health check')} left a worker unhealthy`,
    },
    {
      name: 'circuit',
      threshold: 0,
      limit: undefined,
      isImmediate: true,
      value: ({ openCircuits }) => openCircuits.length,
      counts: always,
      says: ({ openCircuits }) =>
        openCircuits.length === 0 ? 'no circuit is open' : `the circuit is open to ${openCircuits.join(', ')}`,
    },
  ]
}

function failureRate({ errors, calls }: Pick<Sample, 'errors' | 'calls'>): number {
  return calls === 0 ? 0 : errors / calls
}

/**
 * That of the middle one of the samples with calls. Not of all their calls together: while a server is down, more calls are
 * refused in one sample than are answered in an hour, and no spike would be seen as one for as long as that is remembered.
 */
function usualFailureRate(samples: readonly Sample[]): number {
  const rates = samples.filter(({ calls }) => calls > 0).map(failureRate)
  return rates.sort((a, b) => a - b)[Math.floor((rates.length - 1) / 2)] ?? 0
}

function unlessZero(threshold: number): string | undefined {
  return threshold === 0 ? undefined : String(threshold)
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
