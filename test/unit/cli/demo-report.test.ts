import { describe, expect, it } from 'vitest'
import { type DemoReport, renderAnswers, renderFigures } from '../../../src/cli/demo/report.ts'
import { excerpt } from '../../../src/cli/output/excerpt.ts'
import { IDLE_STATS } from '../../support/idle-pool.ts'

const plain = (_style: string, text: string) => text
const durations = { count: 3, avgMs: 1, p50Ms: 1.04, p95Ms: 2, p99Ms: 12.35, p999Ms: 13, maxMs: 13 }

const report: DemoReport = {
  documents: 203,
  passages: 2225,
  added: 2000,
  seconds: 1.6,
  connections: 5,
  size: 5,
  questions: [
    {
      question: 'how large is the pool',
      hits: [
        { id: 'x', score: 0.48611, source: 'pool/README.md', text: 'pool › Size\n\n## Size\nA large pool has 15.' },
      ],
    },
    { question: 'nothing found', hits: [] },
  ],
  stats: {
    ...IDLE_STATS,
    acquire: durations,
    operations: { embedUpsert: { ...durations, errors: 0, count: 1234 } },
  },
}

describe('renderAnswers', () => {
  it('shows each question with the score, the source and the words of its hits', () => {
    expect(renderAnswers(report.questions, plain)).toBe(
      'how large is the pool\n  0.486  pool/README.md\n         Size A large pool has 15.\n\nnothing found',
    )
  })
})

describe('renderFigures', () => {
  it('lines up the figures and the latencies', () => {
    expect(renderFigures(report, plain).split('\n')).toEqual([
      'documents      203',
      'passages     2,225',
      'seconds       1.60',
      'passages/s   1,250',
      'workers          5',
      'connections      5',
      '',
      'ms           count  p50  p95   p99',
      'acquire          3  1.0  2.0  12.3',
      'embedUpsert  1,234  1.0  2.0  12.3',
    ])
  })

  it('has no rate where nothing was added', () => {
    expect(renderFigures({ ...report, added: 0 }, plain)).toMatch(/^passages\/s +-$/m)
  })
})

describe('excerpt', () => {
  const text = 'one two three four five six seven target eight nine ten target sought eleven twelve'

  it('shows the stretch that has most of the words, with a few before it', () => {
    expect(excerpt(text, 'the sought target', 40)).toBe('… eight nine ten target sought eleven …')
  })

  it('shows a short text whole, on one line and without the marks of markdown', () => {
    expect(excerpt('## Title ##\n\n```js\nrun()\n```', 'anything', 40)).toBe('Title run()')
  })

  it('begins at the beginning where no word is found', () => {
    expect(excerpt(text, 'elsewhere', 13)).toBe('one two three …')
  })

  it('cuts no word, however long', () => {
    expect(excerpt('x'.repeat(50), 'anything', 10)).toBe('x'.repeat(50))
  })
})
