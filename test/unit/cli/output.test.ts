import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/output/colour.ts'
import { showProgress } from '../../../src/cli/output/progress.ts'
import { table } from '../../../src/cli/output/table.ts'
import { wrap } from '../../../src/cli/output/wrap.ts'
import { TextSink } from '../../support/text-sink.ts'

const plan = { doing: 'Indexing', unit: 'passages', total: 30 }

describe('table', () => {
  it('lines up columns to the left or the right, and leaves no space at the end of a line', () => {
    const rows = [
      ['name', 'count', 'note'],
      ['upsert', '7', ''],
      ['query', '12,345', 'slow'],
    ]
    expect(table(rows, ['left', 'right'])).toBe('name     count  note\nupsert       7\nquery   12,345  slow')
  })

  it('gives styles no room', () => {
    const paint = painter(new TextSink({ isTTY: true }), {})
    expect(
      table([
        [paint('bold', 'ab'), 'c'],
        ['abc', 'd'],
      ]),
    ).toBe(`${paint('bold', 'ab')}   c\nabc  d`)
  })
})

describe('painter', () => {
  it('styles on a terminal', () => {
    expect(painter(new TextSink({ isTTY: true }), {})('bold', 'text')).toBe('\u001b[1mtext\u001b[22m')
  })

  it.each([
    ['elsewhere', false, {}],
    ['where NO_COLOR is set', true, { NO_COLOR: '1' }],
  ])('leaves the text as it is %s', (_where, isTTY, env) => {
    expect(painter(new TextSink({ isTTY }), env)('bold', 'text')).toBe('text')
  })
})

describe('showProgress', () => {
  it('writes a line for every tenth of the way where there is no terminal', () => {
    const sink = new TextSink({ isTTY: false })
    const progress = showProgress(sink, plan)
    for (const done of [1, 2, 3, 4, 5, 15, 30]) progress.update(done)
    progress.stop()
    expect(sink.text).toBe(
      'Indexing: 3 of 30 passages (10 %)\nIndexing: 15 of 30 passages (50 %)\nIndexing: 30 of 30 passages (100 %)\n',
    )
  })

  it('draws a bar on a terminal and gives the cursor back', () => {
    const sink = new TextSink({ isTTY: true })
    const progress = showProgress(sink, plan)
    progress.update(15)
    progress.stop()
    expect(sink.text).toContain('50% | 15/30 passages')
    expect(sink.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(sink.text.lastIndexOf('\u001b[?25l'))
  })
})

describe('wrap', () => {
  it('breaks between words, and leaves a long word whole', () => {
    expect(wrap('one two three fourteencharacters five', 9)).toEqual(['one two', 'three', 'fourteencharacters', 'five'])
  })
})
