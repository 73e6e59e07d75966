import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, sparkline } from '../../../src/cli/output/bars.ts'
import { cell, figure, percent, span, timeOfDay } from '../../../src/cli/output/figures.ts'

describe('a figure', () => {
  it.each([
    [0, 2, 8, '    0.00'],
    [1_234.567, 2, 9, ' 1,234.57'],
    [12_345.678, 2, 9, '   12,346'],
    [1_234_567.8, 1, 9, '     1.2M'],
    [7e11, 0, 8, '    700B'],
    [3e18, 0, 8, '   3e+18'],
    [Number.NaN, 2, 6, '     -'],
    [Number.POSITIVE_INFINITY, 0, 6, '     -'],
  ] as const)('%d with %i decimals is written in %i columns', (value, decimals, width, expected) => {
    expect(cell(value, decimals, width)).toBe(expected)
  })

  it('is a dash where a job had none to send', () => {
    expect([figure(null as unknown as number), percent(Number.NaN), span(Number.NaN), timeOfDay(Number.NaN)]).toEqual(
      Array(4).fill('-'),
    )
  })

  it('leaves the column before it free, whatever it is (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(0, 1, 2), fc.integer({ min: 8, max: 14 }), (value, decimals, width) => {
        expect(cell(value, decimals, width)).toMatch(/^ .*$/)
        expect(cell(value, decimals, width)).toHaveLength(width)
      }),
    )
  })
})

describe('a span of time', () => {
  it.each([
    [-5, '0:00'],
    [59_999, '0:59'],
    [60_000, '1:00'],
    [3_729_000, '1:02:09'],
    [90_000_000, '1d 01:00'],
  ])('of %d ms is written %s', (ms, expected) => {
    expect(span(ms)).toBe(expected)
  })
})

describe('a bar', () => {
  it.each([
    [0, '', '░░░░'],
    [0.5, '██', '░░'],
    [0.7, '██▊', '░'],
    [1, '████', ''],
    [7, '████', ''],
    [Number.NaN, '', '░░░░'],
  ])('shows %d in four columns', (share, full, rest) => {
    expect(bar(share, 4)).toEqual({ full, rest })
  })
})

describe('a sparkline', () => {
  it('grows from the right, and its peak is its highest', () => {
    expect(sparkline([0, 1, 50, 100], 6)).toBe('  ▁▂▅█')
  })

  it('shows the latest values', () => {
    expect(sparkline([100, 1, 2, 4], 3)).toBe('▃▅█')
  })

  it('is flat where nothing was done', () => {
    expect(sparkline([0, 0], 2)).toBe('▁▁')
  })
})
