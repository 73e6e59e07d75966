import { describe, expect, it } from 'vitest'
import { passagesOf } from '../../../src/cli/demo/passages.ts'
import { readableMarkdown } from '../../../src/cli/demo/readable-markdown.ts'

const document = { source: 'a/node_modules/@scope/pool/docs/size.md', text: '# Size\n\nHow many workers there are.\n' }

describe('passagesOf', () => {
  it('puts the package and the headings in front of a passage', () => {
    expect(passagesOf([document])).toMatchObject([
      { text: '@scope/pool › Size\n\n# Size\n\nHow many workers there are.', payload: { source: document.source } },
    ])
  })

  it('gives the same passage of the same source the same id, and no other one', () => {
    const [first] = passagesOf([document])
    expect(first?.id).toBe('b48fd999-e530-5d9f-a682-418df0d145a9')
    expect(passagesOf([{ source: 'other/README.md', text: 'Other.' }, document])[1]?.id).toBe(first?.id)
    expect(passagesOf([{ ...document, source: 'pool/README.md' }])[0]?.id).not.toBe(first?.id)
    expect(passagesOf([{ ...document, text: `${document.text}More.` }])[0]?.id).not.toBe(first?.id)
  })

  it('takes a passage that stands in two documents once', () => {
    const twice = [document, { source: 'pool/README.md', text: `\n${document.text}` }]
    expect(passagesOf(twice).map(({ payload }) => payload.source)).toEqual([document.source])
  })
})

describe('readableMarkdown', () => {
  it.each([
    ['badges', '# Pool [![build](https://ci/x.svg)](https://ci)', '# Pool '],
    [
      'targets of links',
      'See [the guide](docs/guide.md) and [rest][1].\n[1]: https://x.org',
      'See the guide and [rest][1].\n',
    ],
    ['HTML tags', '<p align="center"><img src="x.png"></p>Text<br/>', 'Text'],
    ['comments', 'a<!-- not\nshown -->b', 'ab'],
  ])('takes out %s', (_what, markdown, readable) => {
    expect(readableMarkdown(markdown)).toBe(readable)
  })

  it('leaves code and placeholders alone', () => {
    const markdown = 'Call `run<string>(<name>)`:\n```html\n<p>[a](b)</p>\n```\n'
    expect(readableMarkdown(markdown)).toBe(markdown)
  })

  it('leaves out what programs printed, and nothing after it', () => {
    const markdown = 'Run it:\n\n```sh\nnpm start\n```\n\n```text\nlistening\n```\n\nThen look.\n\n~~~ js\ngo()\n~~~\n'
    const readable = 'Run it:\n\n```sh\nnpm start\n```\n\n\nThen look.\n\n~~~ js\ngo()\n~~~\n'
    expect(readableMarkdown(markdown)).toBe(readable)
  })
})
