import type { Alert } from './alert.ts'
import type { AlertRule } from './alert-rules.ts'
import type { Sample } from './sample.ts'

/** An alert is over when its value is at or below this part of its threshold, */
const CALM_LEVEL = 0.8
/** in so many samples in a row: one that hovers about its threshold is raised once. */
const CALM_SAMPLES = 2

/** One alert, raised or not. */
export class Alarm {
  readonly #rule: AlertRule
  #raised: Alert | undefined
  #calmSamples = 0

  constructor(rule: AlertRule) {
    this.#rule = rule
  }

  /** Undefined where it is not raised. */
  get raised(): Alert | undefined {
    return this.#raised
  }

  /** Takes in a whole sample. The alert where it is raised or cleared by it. */
  sample(sample: Sample, before: readonly Sample[]): Alert | undefined {
    const raised = this.#raised
    if (raised === undefined) return this.#raise(sample, before)
    const isCalm = this.#rule.value(sample) <= this.#rule.threshold * CALM_LEVEL
    this.#calmSamples = isCalm ? this.#calmSamples + 1 : 0
    return this.#calmSamples < CALM_SAMPLES ? undefined : this.#clear(raised, sample)
  }

  /** Takes in an interval that is not over: it may raise an immediate alert. */
  glance(soFar: Sample, before: readonly Sample[]): Alert | undefined {
    return this.#rule.isImmediate && this.#raised === undefined ? this.#raise(soFar, before) : undefined
  }

  #raise(sample: Sample, before: readonly Sample[]): Alert | undefined {
    const { name, threshold, limit } = this.#rule
    const value = this.#rule.value(sample)
    if (value <= threshold || !this.#rule.counts(sample, before)) return undefined
    const { time } = sample
    this.#calmSamples = 0
    const message = `${sentence(this.#rule.says(sample))}${limit === undefined ? '' : `; the threshold is ${limit}`}`
    this.#raised = { name, state: 'raised', time, since: time, value, threshold, message }
    return this.#raised
  }

  #clear(raised: Alert, sample: Sample): Alert {
    this.#raised = undefined
    const { time } = sample
    const seconds = Math.round((time - raised.since) / 1000)
    const message = `Over after ${seconds} s: ${this.#rule.says(sample)}`
    return { ...raised, state: 'cleared', time, value: this.#rule.value(sample), message }
  }
}

function sentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1)
}
