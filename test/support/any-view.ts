import fc from 'fast-check'
import type { LiveView } from '../../src/monitor/live-view.ts'
import { viewWith } from './live-views.ts'

const amount = fc.oneof(
  fc.nat({ max: 10_000 }),
  fc.double({ min: 0, noDefaultInfinity: true, noNaN: true }),
  // JSON's way to say NaN.
  fc.constant(null as unknown as number),
)
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom('\u001b[2J\u001b[31mred', '\u001b]0;title\u0007', 'a\r\nb', '\u009b1A', '文書'.repeat(30)),
)
const durations = fc.record({
  count: amount,
  avgMs: amount,
  p50Ms: amount,
  p95Ms: amount,
  p99Ms: amount,
  p999Ms: amount,
  maxMs: amount,
})
const embedding = fc.tuple(durations, amount).map(([summary, texts]) => ({ ...summary, texts }))
const operations = fc.dictionary(
  text,
  fc.tuple(durations, amount).map(([summary, errors]) => ({ ...summary, errors })),
  { maxKeys: 8 },
)
const worker = fc.record({
  slot: fc.nat({ max: 255 }),
  state: fc.constantFrom('opening', 'idle', 'busy', 'leased', 'dying'),
  condition: fc.constantFrom('idle', 'computing', 'waiting', 'blocked'),
  ageMs: amount,
  operations: amount,
})
const stats = fc.record({
  size: amount,
  maxSize: amount,
  idle: amount,
  busy: amount,
  opening: amount,
  dying: amount,
  waiting: amount,
  workers: fc.array(worker, { maxLength: 20 }),
  operations,
  acquire: durations,
  requests: durations,
  embedding,
  health: fc.record({ fast: durations, medium: durations, deep: durations }),
  created: amount,
  recycled: amount,
  replaced: amount,
  failed: amount,
  healthFailures: amount,
  circuit: fc.dictionary(text, fc.constantFrom('closed', 'open', 'half-open'), { maxKeys: 3 }),
})
const recent = fc.record({
  seconds: fc.oneof(fc.constant(0), amount),
  utilisation: amount,
  calls: amount,
  errors: amount,
  timeouts: amount,
  retries: amount,
  acquire: durations,
  operations,
  requests: durations,
  embedding,
  callsPerRequest: amount,
})
const alert = fc.record({
  name: fc.constantFrom('utilisation', 'acquire-p95', 'acquire-timeouts', 'failures', 'health', 'circuit'),
  state: fc.constant('raised'),
  time: amount,
  since: amount,
  value: amount,
  threshold: amount,
  message: text,
})
const event = fc.record(
  {
    name: fc.constantFrom('worker:opened', 'worker:replaced', 'worker:stray-error', 'circuit:open', 'lease:leaked'),
    time: amount,
    slot: fc.nat({ max: 255 }),
    cause: text,
    endpoint: text,
    durationMs: amount,
    heldMs: amount,
    forced: fc.boolean(),
  },
  { requiredKeys: ['name', 'time'] },
)

/** What a job could say of itself, and what only an evil one would. */
export const anyView: fc.Arbitrary<LiveView> = fc
  .record({
    pool: text,
    pid: amount,
    time: amount,
    upMs: amount,
    servers: fc.array(text, { maxLength: 3 }),
    stats,
    recent,
    alerts: fc.array(alert, { maxLength: 6 }),
    events: fc.array(event, { maxLength: 10 }),
  })
  .map((parts) => viewWith(parts as Parameters<typeof viewWith>[0]))
