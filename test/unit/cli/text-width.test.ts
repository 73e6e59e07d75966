import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/output/colour.ts'
import { drawLine, lineWidth } from '../../../src/cli/output/line.ts'
import { printable, printableData } from '../../../src/cli/output/printable.ts'
import { cut, left, right, textWidth } from '../../../src/cli/output/text-width.ts'
import { TextSink } from '../../support/text-sink.ts'

const paint = painter(new TextSink({ isTTY: true }), {})

describe('the width of a text', () => {
  it.each([
    ['docs', 4],
    ['größe', 5],
    ['文書', 4],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['🚀', 2],
    ['', 0],
  ])('counts %j as %i columns', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })
})

describe('a text of a given width', () => {
  it('is cut with an ellipsis, and never through a wide character', () => {
    expect(['documents', '文書文書', 'docs', 'ab'].map((text) => cut(text, 4))).toEqual(['doc…', '文…', 'docs', 'ab'])
    expect(cut('docs', 0)).toBe('')
  })

  it('stands left or right', () => {
    expect([left('文', 4), right('文', 4)]).toEqual(['文  ', '  文'])
  })

  it('has that width, whatever it holds (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const shown = printable(text)
        expect([textWidth(left(shown, width)), textWidth(right(shown, width))]).toEqual([width, width])
      }),
    )
  })
})

describe('a printable text', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', 'red'],
    ['a title for the window', '\u001b]0;owned\u0007docs', 'docs'],
    ['what 8-bit terminals obey', 'a\u009b2Jb', 'ab'],
    ['a move to the line below', 'one\r\n  two\u2028three', 'one two three'],
    ['a change of direction', 'abc\u202etxt.exe', 'abc txt.exe'],
    ['what makes a character wider or narrower', '☎\ufe0f ☎\ufe0e', '☎ ☎'],
    ['half a character', 'a\ud800b', 'a b'],
  ])('is without %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it('leaves words in any script as they are', () => {
    expect(printable('Größe 文書 e\u0301 🚀')).toBe('Größe 文書 e\u0301 🚀')
  })

  it('is made of every text in plain data, names included', () => {
    const data = { 'na\u0007me': ['\u0007a', 1, null, { b: 'c\n' }], plain: true }
    expect(printableData(data)).toEqual({ 'na me': ['a', 1, null, { b: 'c' }], plain: true })
  })

  it('has no control character (seed is printed on failure)', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(printable(text))))
  })
})

describe('a line', () => {
  it('is cut over its parts, and a style ends where its part does', () => {
    const line = [['bold', 'name'], ' is ', ['red', 'wrong']] as const
    expect(lineWidth(line)).toBe(13)
    expect(drawLine(line, 13, paint)).toBe(`${paint('bold', 'name')} is ${paint('red', 'wrong')}`)
    expect(drawLine(line, 11, paint)).toBe(`${paint('bold', 'name')} is ${paint('red', 'wr…')}`)
    expect(drawLine(line, 3, paint)).toBe(paint('bold', 'na…'))
  })
})
