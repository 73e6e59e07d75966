import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/output/colour.ts'
import { renderFrame } from '../../../src/cli/top/frame.ts'
import type { Seen } from '../../../src/cli/top/history.ts'
import type { Alert } from '../../../src/monitor/alert.ts'
import type { LiveView } from '../../../src/monitor/live-view.ts'
import type { NotedEvent } from '../../../src/monitor/noted-event.ts'
import { durations, operation, viewWith, worker } from '../../support/live-views.ts'
import { TextSink } from '../../support/text-sink.ts'

const USUAL = { columns: 80, rows: 40 }
const plain = painter(new TextSink(), {})
const coloured = painter(new TextSink({ isTTY: true }), {})
const noon = (seconds: number) => new Date(2025, 0, 31, 12, 0, seconds).getTime()

function frame(view: LiveView, size = USUAL, more: Partial<Seen> & { silentMs?: number } = {}): string[] {
  const { silentMs, ...seen } = more
  return renderFrame({ view, rates: [], workerRates: new Map(), ...seen }, size, plain, silentMs)
}

/** The lines from the one that begins so, up to an empty one. */
function part(lines: readonly string[], begin: string): string[] {
  const from = lines.findIndex((line) => line.startsWith(begin))
  const to = lines.indexOf('', from)
  return lines.slice(from, to === -1 ? undefined : to)
}

const alert = (given: Partial<Alert> = {}): Alert => ({
  name: 'acquire-p95',
  state: 'raised',
  time: noon(1),
  since: noon(1),
  value: 45,
  threshold: 20,
  message: 'A worker is waited for 45.3 ms at the 95th percentile; the threshold is 20',
  ...given,
})

const BUSY = viewWith({
  pool: 'nightly-ingest',
  stats: {
    size: 3,
    maxSize: 4,
    busy: 1,
    idle: 1,
    opening: 1,
    waiting: 12,
    workers: [
      worker(2, { state: 'opening', condition: 'idle', ageMs: 400, operations: 0 }),
      worker(0, { ageMs: 3_700_000, operations: 1_234_567 }),
      worker(1, { state: 'idle', condition: 'idle', operations: 4_321 }),
    ],
    operations: {
      createCollection: operation(1, 12),
      upsert: operation(1_000, 2),
      query: operation(9_000, 1),
    },
    acquire: durations(10_001, 0.5),
    requests: durations(5_000, 1),
    embedding: { ...durations(400, 10), texts: 12_800 },
    health: { fast: durations(30, 0.05), medium: durations(30, 1.2), deep: durations(0, 0) },
    created: 5,
    replaced: 1,
    circuit: { 'http://127.0.0.1:6333': 'half-open' },
  },
  recent: {
    utilisation: 0.75,
    calls: 5_500,
    errors: 3,
    retries: 1,
    acquire: durations(5_500, 0.02),
    operations: { query: operation(5_000, 1.25), upsert: operation(500, 200, 3) },
    requests: durations(1_000, 0.9),
    embedding: { ...durations(50, 10), texts: 1_600 },
    callsPerRequest: 5.5,
  },
  alerts: [alert()],
  events: [
    { name: 'worker:replaced', slot: 2, time: noon(2), forced: false, cause: 'The worker thread ended with code 3' },
    { name: 'circuit:open', time: noon(3), endpoint: 'http://127.0.0.1:6333', cause: 'refused' },
  ],
})

describe('a frame', () => {
  it('shows all of a job in 80 columns', () => {
    const workerRates = new Map([
      [0, 800],
      [1, 200],
      [2, 0],
    ])
    expect(frame(BUSY, USUAL, { rates: [0, 500, 1_000], workerRates })).toEqual([
      'nightly-ingest   pid 4711   up 1:02:09   http://127.0.0.1:6333          14:03:22',
      '',
      'utilisation  ██████████████████████████████░░░░░░░░░░  75 %',
      'calls/s                                           ▁▅█  1,100   peak 1,000',
      'workers      3 of 4   1 busy   1 idle   queue 12   1 opening',
      'last 5 s     3 errors   0 timeouts   1 retry   5.5 calls/request   320 texts/s',
      'since start  5 opened   1 replaced   0 failed to open',
      'health       0 unhealthy   30 fast, p95 0.10 ms   30 medium, p95 2.40 ms',
      'circuit      half-open to http://127.0.0.1:6333',
      '',
      'since 12:00:01  acquire-p95       A worker is waited for 45.3 ms at the 95th',
      '                                  percentile; the threshold is 20',
      '',
      'last 5 s, in ms       per s  errors      p50      p95      p99    p99.9      max',
      'acquire             1,100.0             0.02     0.04     0.06     0.08     0.10',
      'query               1,000.0       0     1.25     2.50     3.75     5.00     6.25',
      'upsert                100.0       3   200.00   400.00   600.00   800.00 1,000.00',
      'requests              200.0             0.90     1.80     2.70     3.60     4.50',
      'embedding              10.0            10.00    20.00    30.00    40.00    50.00',
      'createCollection        0.0       0        -        -        -        -        -',
      '',
      'worker  state    thread          age       calls     per s',
      '     0  busy     waiting     1:01:40   1,234,567     800.0  ████████████████████',
      '     1  idle     idle           1:05       4,321     200.0  █████',
      '     2  opening  idle           0:00           0       0.0',
      '',
      'time      event               worker  cause',
      '12:00:03  circuit:open                http://127.0.0.1:6333, refused',
      '12:00:02  worker:replaced          2  The worker thread ended with code 3',
    ])
  })

  it('shows a pool that has done nothing', () => {
    expect(frame(viewWith())).toEqual([
      'docs   pid 4711   up 1:02:09   http://127.0.0.1:6333                    14:03:22',
      '',
      `utilisation  ${'░'.repeat(40)}  0 %`,
      `calls/s      ${' '.repeat(40)}  0`,
      'workers      2 of 2   2 busy   0 idle   queue 0',
      'last 5 s     0 errors   0 timeouts   0 retries',
      'since start  2 opened   0 replaced   0 failed to open',
      '',
      'last 5 s, in ms       per s  errors      p50      p95      p99    p99.9      max',
      'acquire                 0.0                -        -        -        -        -',
      '',
      'worker  state    thread          age       calls     per s',
      '     0  busy     waiting        1:05       1,000         -',
      '     1  busy     waiting        1:05       2,000         -',
    ])
  })

  it('claims no rate before there is time to look back on', () => {
    const [, , utilisation, calls] = frame(viewWith({ recent: { seconds: 0 } }))
    expect([utilisation, calls]).toEqual([`utilisation  ${'░'.repeat(40)}  -`, `calls/s      ${' '.repeat(40)}  -`])
  })

  it('says that the job does not answer', () => {
    expect(frame(BUSY, USUAL, { silentMs: 7_900 })[0]).toMatch(/ no answer for 7 s$/)
  })

  it('colours what is wrong', () => {
    const drawn = renderFrame({ view: BUSY, rates: [], workerRates: new Map() }, USUAL, coloured).join('\n')
    expect(drawn).toContain(coloured('red', '3 errors'))
    expect(drawn).toContain(coloured('red', 'half-open to http://127.0.0.1:6333'))
    expect(drawn).toContain(coloured('dim', '0 timeouts'))
    const utilised = (utilisation: number) =>
      renderFrame(
        { view: viewWith({ recent: { utilisation } }), rates: [], workerRates: new Map() },
        USUAL,
        coloured,
      ).join('\n')
    expect(utilised(1)).toContain(coloured('yellow', '█'.repeat(40)))
    expect(utilised(0.5)).toContain(coloured('green', '█'.repeat(20)))
    expect(stripVTControlCharacters(drawn)).toBe(frame(BUSY).join('\n'))
  })

  it('has a line for each circuit that is not closed', () => {
    const circuit = { 'http://a': 'closed', 'http://b': 'open', 'http://c': 'half-open' } as const
    const lines = frame(viewWith({ stats: { circuit } })).filter((line) => line.startsWith('circuit'))
    expect(lines).toEqual(['circuit      open to http://b', 'circuit      half-open to http://c'])
  })

  it('names the first of several servers, without its scheme where that is too long', () => {
    const servers = ['https://a-node-of-a-cluster.example:6333', 'b', 'c']
    expect([120, 80].map((columns) => frame(viewWith({ servers }), { columns, rows: 40 })[0])).toEqual([
      expect.stringContaining('   https://a-node-of-a-cluster.example:6333 +2  '),
      'docs   pid 4711   up 1:02:09   a-node-of-a-cluster.example:6333 +2      14:03:22',
    ])
  })
})

describe('a frame in a small terminal', () => {
  it('leaves out facts for which its line has no room, and cuts none', () => {
    const line = frame(BUSY, { columns: 40, rows: 40 }).find((one) => one.startsWith('workers'))
    expect(line).toBe('workers      3 of 4   1 busy   1 idle')
  })

  it('does without the rarest percentiles where it is narrow', () => {
    const headings = [80, 76, 70, 60].map((columns) => part(frame(BUSY, { columns, rows: 40 }), 'last 5 s, in')[0])
    expect(headings.map((heading) => heading?.match(/p[\d.]+|max/g))).toEqual([
      ['p50', 'p95', 'p99', 'p99.9', 'max'],
      ['p50', 'p95', 'p99', 'max'],
      ['p50', 'p95', 'p99', 'max'],
      ['p50', 'p95', 'p99'],
    ])
  })

  it('tells how many workers it leaves out, and gives a line to each of the others', () => {
    const workers = Array.from({ length: 15 }, (_, slot) => worker(slot))
    const lines = frame(viewWith({ stats: { workers } }), { columns: 80, rows: 20 })
    expect(lines).toHaveLength(20)
    expect(lines.slice(-3).map((line) => line.trim().slice(0, 8).trim())).toEqual(['8  busy', '9  busy', '… 5 more'])
  })

  it('keeps the latest events, and shows more of them only where there is room', () => {
    const events = Array.from(
      { length: 10 },
      (_, at): NotedEvent => ({ name: 'worker:opened', slot: at, time: noon(at) }),
    )
    const workers = Array.from({ length: 15 }, (_, slot) => worker(slot))
    const shown = (rows: number) =>
      part(frame(viewWith({ events, stats: { workers } }), { columns: 80, rows }), 'time').slice(1)
    expect(shown(30).map((line) => line.slice(0, 8))).toEqual(['12:00:09', '12:00:08', '12:00:07'])
    expect(shown(60)).toHaveLength(10)
  })

  it('gives up the lower tables first', () => {
    const headings = (rows: number) =>
      frame(BUSY, { columns: 80, rows }).flatMap((line) => /^(last 5 s, in|worker |time)/.exec(line)?.[1]?.trim() ?? [])
    expect([24, 17, 13, 11].map(headings)).toEqual([
      ['last 5 s, in', 'worker', 'time'],
      ['last 5 s, in', 'worker'],
      ['last 5 s, in'],
      [],
    ])
  })

  it('gives each alert one line where they are many', () => {
    const names = ['utilisation', 'acquire-p95', 'acquire-timeouts', 'failures'] as const
    const lines = frame(viewWith({ alerts: names.map((name) => alert({ name })) }))
    expect(part(lines, 'since 12').map((line) => line.slice(16))).toEqual(
      names.map((name) => `${name.padEnd(16)}  A worker is waited for 45.3 ms at the 95th pe…`),
    )
  })
})
