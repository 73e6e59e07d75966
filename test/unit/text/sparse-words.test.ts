import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparseWords } from '../../../src/text/sparse-words.ts'

/** What a word weighs in a text. */
function weightOf(word: string, text: string): number | undefined {
  const [index] = sparseWords(word, 'query').indices
  const { indices, values } = sparseWords(text, 'document')
  return values[indices.indexOf(index ?? -1)]
}

describe('sparseWords', () => {
  it('weighs a stored word by BM25, with k1 1.2, b 0.75 and an average length of 256', () => {
    // One word: 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / 256)).
    expect(weightOf('compiler', 'compiler')).toBe(1.6877)
    // Twice among four: 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 256)).
    expect(weightOf('compiler', 'Compilers: compiler builds kernels')).toBe(1.9014)
    // Once in a text of the average length: 2.2 / 2.2.
    expect(weightOf('compiler', `compiler ${'kernel '.repeat(255)}`)).toBe(1)
  })

  it('weighs a word of a query 1, however often it comes', () => {
    expect(sparseWords('compiler compiler kernel', 'query').values).toEqual([1, 1])
  })

  it('finds a word by its stem, in any case', () => {
    expect(sparseWords('Compiling', 'query')).toEqual(sparseWords('compiled', 'query'))
  })

  it('finds a code by its parts and, most of all, as a whole', () => {
    const { indices } = sparseWords('QX-7741', 'query')
    expect(indices).toHaveLength(3)
    const shared = (text: string) => sparseWords(text, 'document').indices.filter((one) => indices.includes(one)).length
    expect([shared('order QX-7741 today'), shared('QX 7741'), shared('7741'), shared('QX-7742')]).toEqual([3, 2, 1, 1])
  })

  it.each(['', '  — 🚀 ++', 'how do I use it'])('leaves nothing of %j', (text) => {
    expect(sparseWords(text, 'query')).toEqual({ indices: [], values: [] })
    expect(sparseWords(text, 'document')).toEqual({ indices: [], values: [] })
  })

  it('neither counts nor weighs words without a meaning of their own', () => {
    expect(sparseWords('the compiler of the kernel', 'document')).toEqual(sparseWords('compiler kernel', 'document'))
  })

  it('adds up the weights of two words with one hash', () => {
    const [one, other] = ['cpcexpfpak', 'edapvzpnnk'] as const
    expect(sparseWords(`${one} ${other}`, 'query')).toEqual({ indices: sparseWords(one, 'query').indices, values: [2] })
  })

  it('gives what the server takes: unsigned integers of 32 bits, sorted, none twice, and a positive weight for each (seed is printed on failure)', () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem({ maxCount: 3 })))
      .map((all) => all.join(' '))
    fc.assert(
      fc.property(text, fc.constantFrom('document' as const, 'query' as const), (words, use) => {
        const { indices, values } = sparseWords(words, use)
        expect(values).toHaveLength(indices.length)
        expect([...new Set(indices)].sort((a, b) => a - b)).toEqual(indices)
        expect(indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** 32)).toBe(true)
        expect(values.every((value) => value > 0)).toBe(true)
      }),
    )
  })
})
