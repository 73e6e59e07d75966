import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitText } from '../../../src/text/splitter.ts'

const textsOf = (text: string, maxChars?: number) =>
  splitText(text, maxChars === undefined ? {} : { maxChars }).map((passage) => passage.text)
const withoutSpace = (text: string) => text.replace(/\s/g, '')

/** Anything that looks like a document, and much that does not. */
const documents = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '# Title\n',
        '\n## Part ##\n',
        '###### Deep\n',
        '\n\n',
        '```js\n',
        '```\n',
        '~~~~\n',
        '~~~\n',
        '- item\n',
        '. ',
        ' ',
      ),
      fc.lorem({ mode: 'sentences', maxCount: 6 }),
      fc.string({ unit: fc.constantFrom('a', '😀', 'é'), minLength: 50, maxLength: 200 }),
    ),
    { maxLength: 30, size: 'max' },
  )
  .map((parts) => parts.join(''))
const limits = fc.integer({ min: 16, max: 300 })

describe('splitText', () => {
  it('loses nothing but white space, whatever the text', () => {
    fc.assert(
      fc.property(documents, limits, (text, maxChars) => {
        expect(withoutSpace(textsOf(text, maxChars).join(''))).toBe(withoutSpace(text))
      }),
    )
  })

  it('makes no passage longer than the limit, and none empty', () => {
    fc.assert(
      fc.property(documents, limits, (text, maxChars) => {
        for (const passage of textsOf(text, maxChars)) {
          expect(passage.length).toBeLessThanOrEqual(maxChars)
          expect(passage.trim()).not.toBe('')
        }
      }),
    )
  })

  it('cuts no surrogate pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '😀', '𝒳'), maxLength: 300, size: 'max' }),
        limits,
        (text, maxChars) => {
          for (const passage of textsOf(text, maxChars)) expect(passage.isWellFormed()).toBe(true)
        },
      ),
    )
  })

  it('keeps a text that fits as it is', () => {
    expect(textsOf('  One line.\n\nAnd another.\n')).toEqual(['One line.\n\nAnd another.'])
  })

  it('makes nothing of white space', () => {
    expect(textsOf(' \n\t\n ')).toEqual([])
  })

  it('cuts before a heading and names the headings that a passage stands under', () => {
    const body = 'Words that fill a section. '.repeat(10)
    const text = `# Pool\n\n${body}\n\n## Options ##\n\n${body}\n\n### size\n\n${body}\n\n## Events\n\n${body}`
    expect(splitText(text, { maxChars: 400 }).map(({ headings }) => headings)).toEqual([
      ['Pool'],
      ['Pool', 'Options'],
      ['Pool', 'Options', 'size'],
      ['Pool', 'Events'],
    ])
  })

  it('takes a section of a few words together with the next, under the headings that both stand under', () => {
    const body = 'Words that fill a section. '.repeat(10).trim()
    const [passage, ...rest] = splitText(`# Pool\n\n## Name\n\nShort.\n\n## Size\n\n${body}`, { maxChars: 400 })
    expect(rest).toEqual([])
    expect(passage).toEqual({ text: `# Pool\n\n## Name\n\nShort.\n\n## Size\n\n${body}`, headings: ['Pool'] })
  })

  it('keeps the beginning of a long heading, in whole characters', () => {
    const [passage] = splitText(`# x${'😀'.repeat(100)}\n`, { maxChars: 400 })
    expect(passage?.headings[0]).toHaveLength(120)
    expect(passage?.headings[0]?.isWellFormed()).toBe(true)
  })

  it('takes no line of code for a heading', () => {
    const code = '```sh\n# not a heading\nnpm ci\n```'
    expect(splitText(`# Install\n\n${code}`)).toEqual([{ text: `# Install\n\n${code}`, headings: ['Install'] }])
  })

  it('keeps a code block whole where it fits', () => {
    const code = `\`\`\`\`js\n${'run()\n\n'.repeat(10)}\`\`\`\nstill code\n\`\`\`\``
    const prose = 'A sentence before the code. '.repeat(2).trim()
    expect(textsOf(`${prose}\n${code}\n\n${prose}`, 130)).toEqual([prose, code, prose])
  })

  it('cuts a long paragraph between sentences', () => {
    const sentences = [
      'The first sentence is here.',
      'The second one follows!',
      'Is the third a question?',
      'The last one ends it.',
    ]
    expect(textsOf(sentences.join(' '), 60)).toEqual([sentences.slice(0, 2).join(' '), sentences.slice(2).join(' ')])
  })

  it('cuts inside a word only where the word alone is too long', () => {
    expect(textsOf(`start ${'x'.repeat(40)} end`, 20)).toEqual(['start', 'x'.repeat(20), 'x'.repeat(20), 'end'])
  })

  it('makes passages about equally long, so that none is left with a few words', () => {
    const lengths = textsOf('Twenty-one letters a. '.repeat(50), 1000).map((passage) => passage.length)
    expect(lengths).toEqual([549, 549])
  })

  it.each([0, 15, 16.5, Number.NaN])('refuses the limit %s', (maxChars) => {
    expect(() => splitText('text', { maxChars })).toThrow(
      `Expected \`maxChars\` to be an integer from 16, got ${maxChars}`,
    )
  })
})
