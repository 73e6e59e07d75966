import type { HealthTier } from '../base/pool-events.ts'
import { type Counters, counters } from './counters.ts'
import { Heartbeat } from './heartbeat.ts'
import { SLOT, SLOT_COUNTERS, SLOT_MEASURES } from './layout.ts'
import { DURATION, MEASURE_BYTES, Measure } from './measure.ts'
import { RecordingSwitch } from './recording-switch.ts'

/** What the workers of one slot do and have done, one after another, in memory that the main thread sees too. */
export class SlotRegion {
  readonly memory: SharedArrayBuffer
  readonly heartbeat: Heartbeat
  readonly #switch: RecordingSwitch
  readonly #counters: Counters<(typeof SLOT_COUNTERS)[number]>
  /** Requests to the server, answered or not, in ms, whatever calls they carry. */
  readonly requests: Measure
  /** Runs of the embedder, in ms. */
  readonly embedding: Measure
  /** Health checks, in ms. */
  readonly checks: Readonly<Record<HealthTier, Measure>>

  constructor(memory = new SharedArrayBuffer(SLOT.bytes), recording = new RecordingSwitch()) {
    this.memory = memory
    this.#switch = recording
    this.heartbeat = new Heartbeat(memory)
    this.#counters = counters(memory, SLOT.countersAt, SLOT_COUNTERS)
    const measure = (name: (typeof SLOT_MEASURES)[number]) =>
      new Measure(memory, SLOT.measuresAt + SLOT_MEASURES.indexOf(name) * MEASURE_BYTES, DURATION)
    this.requests = measure('requests')
    this.embedding = measure('embedding')
    this.checks = { fast: measure('fast'), medium: measure('medium'), deep: measure('deep') }
  }

  /** Without it only the heartbeat is kept. */
  get recording(): boolean {
    return this.#switch.on
  }

  /** Texts that were embedded. */
  get texts(): number {
    return this.#counters.texts
  }

  requested(durationMs: number): void {
    if (this.recording) this.requests.record(durationMs)
  }

  checked(tier: HealthTier, durationMs: number): void {
    if (this.recording) this.checks[tier].record(durationMs)
  }

  embedded(texts: number, durationMs: number): void {
    if (!this.recording) return
    this.#counters.texts += texts
    this.embedding.record(durationMs)
  }
}
