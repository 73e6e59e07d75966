import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/output/colour.ts'
import { textWidth } from '../../../src/cli/output/text-width.ts'
import { renderFrame } from '../../../src/cli/top/frame.ts'
import { anyView } from '../../support/any-view.ts'
import { TextSink } from '../../support/text-sink.ts'

const plain = painter(new TextSink(), {})
const coloured = painter(new TextSink({ isTTY: true }), {})
/** What a painter writes. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')

describe('any frame', () => {
  const sizes = fc.record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 80 }) })

  it('has no line longer than the terminal, nor more of them than it is high (seed is printed on failure)', () => {
    fc.assert(
      fc.property(anyView, sizes, fc.array(fc.double({ min: 0 }), { maxLength: 40 }), (view, size, rates) => {
        const lines = renderFrame({ view, rates, workerRates: new Map() }, size, plain)
        expect(lines.length).toBeLessThanOrEqual(size.rows)
        expect(lines.filter((line) => textWidth(line) > size.columns)).toEqual([])
      }),
    )
  })

  it('holds nothing that a terminal obeys but colours (seed is printed on failure)', () => {
    fc.assert(
      fc.property(anyView, sizes, (view, size) => {
        const drawn = renderFrame({ view, rates: [], workerRates: new Map() }, size, coloured)
        const rest = drawn.map((line) => line.replaceAll(COLOUR, ''))
        expect(rest.filter((line) => /[\p{C}\p{Zl}\p{Zp}]/u.test(line))).toEqual([])
      }),
    )
  })

  it('keeps its tables in line, however large the figures are (seed is printed on failure)', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const lines = renderFrame({ view, rates: [], workerRates: new Map() }, { columns: 80, rows: 1_000 }, plain)
        const heading = lines.findIndex((line) => line.endsWith('p50      p95      p99    p99.9      max'))
        const rows = lines.slice(heading + 1, lines.indexOf('', heading))
        const cells = rows.flatMap((row) => row.slice(-45).match(/.{9}/g) ?? [])
        expect(cells).toHaveLength(5 * rows.length)
        expect(cells.filter((one) => !/^ +[^ ]+$/.test(one))).toEqual([])
      }),
    )
  })
})
