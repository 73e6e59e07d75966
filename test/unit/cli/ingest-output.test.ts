import { describe, expect, it } from 'vitest'
import { progressLine, progressText, showIngest } from '../../../src/cli/ingest/progress.ts'
import { type IngestSummary, renderSummary } from '../../../src/cli/ingest/report.ts'
import type { Paint } from '../../../src/cli/output/colour.ts'
import { drawLine } from '../../../src/cli/output/line.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { TextSink } from '../../support/text-sink.ts'

const plain: Paint = (_style, text) => text
const progress = { read: 1_300, stored: 1_234, failed: 3, perSecond: 350.4, etaMs: 42_000 }
const summary: IngestSummary = {
  ...progress,
  collection: 'docs',
  url: null,
  path: 'data',
  seconds: 3.456,
  embedded: 1_000,
  skipped: 234,
  batches: 16,
  created: true,
  failures: [
    { at: 'docs.jsonl:17', reason: 'expected `text` to be a string, got 7' },
    { at: 'docs.jsonl:1001', reason: 'not JSON: \u001b[2Junexpected' },
  ],
  size: 5,
  connections: 4,
}
const render = (changed: Partial<IngestSummary>, deadLetter?: string, columns = 80) =>
  renderSummary({ ...summary, ...changed }, { deadLetter, columns }, plain)

describe('progressLine', () => {
  const draw = (share: number | undefined, columns: number) =>
    drawLine(progressLine(progress, share, columns), columns, plain)

  it('draws a bar in the room that the figures leave', () => {
    expect(draw(0.5, 66)).toBe('Ingesting ████░░░░  50 %  1,234 stored  350/s  0:42 left  3 failed')
    expect(draw(0.5, 200)).toContain(`${'█'.repeat(15)}${'░'.repeat(15)}  50 %`)
  })

  it('spares the bar where it would be too short, and where nobody knows how far it is', () => {
    expect(draw(0.5, 60)).toBe('Ingesting  50 %  1,234 stored  350/s  0:42 left  3 failed')
    expect(draw(undefined, 80)).toBe('Ingesting  1,234 stored  350/s  0:42 left  3 failed')
  })

  it('tells the same in a sentence', () => {
    expect(progressText(progress, 0.5)).toBe('Ingesting: 50 %, 1,234 stored, 350/s, 0:42 left, 3 failed')
    expect(progressText({ read: 0, stored: 0, failed: 0, perSecond: 0 }, undefined)).toBe('Ingesting: 0 stored, 0/s')
  })
})

describe('showIngest', () => {
  it('writes a line every 5 s where there is no terminal, whatever comes in between', async () => {
    const [sink, clock] = [new TextSink(), new ManualClock()]
    const shown = showIngest(sink, {}, () => undefined, clock)
    for (let second = 0; second < 12; second++) {
      shown.update({ ...progress, stored: second })
      await clock.advance(1_000)
    }
    shown.stop()
    expect(sink.text.split('\n').map((line) => /\d+ stored/.exec(line)?.[0])).toEqual([
      '5 stored',
      '10 stored',
      undefined,
    ])
  })

  it('draws in place on a terminal, and gives the cursor back', () => {
    const sink = new TextSink({ isTTY: true })
    const shown = showIngest(sink, { NO_COLOR: '1' }, () => 1, new ManualClock())
    shown.update(progress)
    shown.stop()
    expect(sink.text).toContain('100 %  1,234 stored  350/s')
    expect(sink.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(sink.text.lastIndexOf('\u001b[?25l'))
  })

  it('keeps the latest where nothing is shown', () => {
    const shown = showIngest(undefined, {}, () => undefined, new ManualClock())
    shown.update(progress)
    shown.stop()
    expect(shown.latest).toBe(progress)
  })
})

describe('renderSummary', () => {
  it('tells the failures, where to find all of them, what is new, and the figures', () => {
    expect(render({}, 'dead.jsonl').split('\n')).toEqual([
      'The first failures',
      '  docs.jsonl:17    expected `text` to be a string, got 7',
      '  docs.jsonl:1001  not JSON: unexpected',
      '  … 1 more',
      '',
      'Every record that failed is in dead.jsonl.',
      '',
      'The collection docs was created.',
      '',
      'read            1,300',
      'stored          1,234',
      'already stored    234',
      'failed              3',
      'embedded        1,000',
      'seconds          3.46',
      'records/s         350',
      'batches            16',
      'workers             5',
      'connections         4',
    ])
  })

  it('tells the figures alone where all went well', () => {
    expect(render({ failed: 0, failures: [], created: false }, 'dead.jsonl')).toMatch(/^read /)
  })

  it('shows ten failures at most, each on a line of the terminal', () => {
    const failures = Array.from({ length: 20 }, (_, at) => ({ at: `${'d'.repeat(60)}:${at}`, reason: 'r'.repeat(90) }))
    const lines = render({ failures, failed: 500 }, undefined, 40).split('\n\n')[0]?.split('\n') ?? []
    expect([lines.length, lines.at(-1)]).toEqual([12, '  … 490 more'])
    expect(Math.max(...lines.map((line) => line.length))).toBe(40)
    expect(lines[1]).toMatch(/^ {2}…d{17}:0 {2}r+…$/)
  })
})
