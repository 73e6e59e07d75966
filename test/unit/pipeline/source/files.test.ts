import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readlinkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openFiles, openSource } from '../../../../src/pipeline/source/open-source.ts'
import type { RecordReader, SourceRecord } from '../../../../src/pipeline/source/record.ts'
import { collect } from '../../../support/collect.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const idsOf = (records: readonly SourceRecord[]) => records.map((one) => ('item' in one ? one.item.id : undefined))
const placesOf = (records: readonly SourceRecord[]) => records.map(({ at }) => at)

describe('a JSONL file', () => {
  it('gives its records with the name of the file and their lines', async () => {
    const folder = tempFolder({ 'docs.jsonl': '{"text":"a"}\n\n{"text":"b","payload":{"k":1}}\n' })
    const records = [
      { at: 'docs.jsonl:1', item: { text: 'a' } },
      { at: 'docs.jsonl:3', item: { text: 'b', payload: { k: 1 } } },
    ]
    expect(await collect(openSource(join(folder, 'docs.jsonl')))).toEqual(records)
    expect(await collect(openSource(pathToFileURL(join(folder, 'docs.jsonl'))))).toEqual(records)
  })

  it('is unpacked where its first bytes are those of gzip, whatever its name', async () => {
    const folder = tempFolder({ 'packed.jsonl': gzipSync('{"id":1}'), 'plain.gz': '{"id":2}' })
    expect(idsOf(await collect(openSource(join(folder, 'packed.jsonl'))))).toEqual([1])
    expect(idsOf(await collect(openSource(join(folder, 'plain.gz'))))).toEqual([2])
  })

  it('gives nothing where it is empty', async () => {
    const reader = openSource(join(tempFolder({ 'empty.jsonl': '' }), 'empty.jsonl'))
    expect(await collect(reader)).toEqual([])
    expect(reader.share).toBe(1)
  })

  it('fails by its name where its gzip is cut short', async () => {
    const path = join(tempFolder({ 'docs.jsonl.gz': gzipSync('{"id":1}\n{"id":2}\n') }), 'docs.jsonl.gz')
    truncateSync(path, 25)
    await expect(collect(openSource(path))).rejects.toMatchObject({
      code: 'BROKEN_SOURCE',
      message: 'docs.jsonl.gz is no complete gzip: unexpected end of file',
    })
  })

  it('fails by its path where it is not there', async () => {
    await expect(collect(openSource('no/such.jsonl'))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'Expected a file or folder at "no/such.jsonl", found none',
    })
    await expect(collect(openSource(new URL('file:///no/such.jsonl')))).rejects.toThrow('"/no/such.jsonl"')
  })

  it.skipIf(process.getuid?.() === 0)('fails by its path where it must not be read', async () => {
    const path = join(tempFolder({ 'a.jsonl': '{}' }), 'a.jsonl')
    chmodSync(path, 0)
    await expect(collect(openSource(path))).rejects.toThrow(/^Expected a file that can be read at .*EACCES/)
  })

  const LINES = 200_000
  const line = (id: number) => `{"id":${id},"text":"the text of number ${id}","payload":{"n":${id % 7}}}\n`

  it('of 200,000 lines is read no further than a chunk ahead of its reader', async () => {
    const text = Array.from({ length: LINES }, (_, id) => line(id)).join('')
    const reader = openSource(join(tempFolder({ 'large.jsonl': text }), 'large.jsonl'))
    let [records, given, ahead] = [0, 0, 0]
    for await (const record of reader) {
      given += line(records).length
      if (!('item' in record) || record.item.id !== records) throw new Error(`expected record ${records}`)
      ahead = Math.max(ahead, (reader.share ?? 1) * text.length - given)
      records += 1
    }
    expect([records, reader.share]).toEqual([LINES, 1])
    expect(ahead).toBeGreaterThan(0)
    expect(ahead).toBeLessThanOrEqual(64 * 1024)
  })

  it('of 200,000 lines is unpacked no further than a few chunks ahead of its reader', async () => {
    // Hashes, so that a packed byte is not worth many lines.
    const hash = (id: number) => createHash('md5').update(String(id)).digest('base64')
    const text = Array.from({ length: LINES }, (_, id) => `{"id":${id},"text":"${hash(id)}"}\n`).join('')
    const packed = gzipSync(text)
    const reader = openSource(join(tempFolder({ 'large.gz': packed }), 'large.gz'))
    let [records, given, ahead] = [0, 0, 0]
    for await (const record of reader) {
      given += JSON.stringify('item' in record && record.item).length + 1
      ahead = Math.max(ahead, ((reader.share ?? 1) - given / text.length) * packed.length)
      records += 1
    }
    expect([records, reader.share]).toEqual([LINES, 1])
    expect(ahead).toBeLessThanOrEqual(6 * 64 * 1024)
    expect(ahead).toBeLessThan(packed.length / 4)
  })
})

describe('a folder', () => {
  it('gives the passages of its text files, sorted, without what is hidden, node_modules, other files and links', async () => {
    const folder = tempFolder({
      'b.md': 'B.',
      'a/z.txt': 'Z.',
      'a/guide/start.MDX': 'Start.',
      'a/y.rst': 'Y.',
      'c.markdown': 'C.',
      'd.text': 'D.',
      'data.jsonl': '{"text":"no"}',
      'code.ts': 'no',
      '.hidden.md': 'no',
      '.git/x.md': 'no',
      'node_modules/p/README.md': 'no',
      'empty.md': ' \n',
    })
    symlinkSync(folder, join(folder, 'circle'))
    symlinkSync(join(folder, 'b.md'), join(folder, 'link.md'))
    const records = await collect(openSource(folder))
    expect(placesOf(records)).toEqual([
      'a/guide/start.MDX, passage 1',
      'a/y.rst, passage 1',
      'a/z.txt, passage 1',
      'b.md, passage 1',
      'c.markdown, passage 1',
      'd.text, passage 1',
    ])
    expect(records[3]).toMatchObject({ item: { text: 'B.', payload: { source: 'b.md', headings: [] } } })
  })

  it('puts the headings before a passage and into its payload', async () => {
    const text = `# Pool\n\n${'Word. '.repeat(60)}\n\n## Size\n\n${'Many. '.repeat(60)}\n`
    const records = await collect(openSource(tempFolder({ 'docs/pool.md': text })))
    expect(records).toMatchObject([
      { item: { text: expect.stringMatching(/^Pool\n\n# Pool\n\nWord/), payload: { headings: ['Pool'] } } },
      {
        at: 'docs/pool.md, passage 2',
        item: {
          text: expect.stringMatching(/^Pool › Size\n\n## Size\n\nMany/),
          payload: { source: 'docs/pool.md', headings: ['Pool', 'Size'] },
        },
      },
    ])
  })

  it('gives the same ids again for what has not changed, and other ones to equal passages of one file', async () => {
    const part = `## Same\n\n${'Same words. '.repeat(30)}\n\n`
    const folder = tempFolder({ 'a.md': part.repeat(3), 'b.md': part })
    const first = idsOf(await collect(openSource(folder)))
    expect(new Set(first).size).toBe(4)
    writeFileSync(join(folder, 'b.md'), `${part}## New\n\nOther words.\n`)
    const second = idsOf(await collect(openSource(folder)))
    expect(second).toHaveLength(5)
    expect(second.slice(0, 4)).toEqual(first)
  })

  it('tells of a file that is no text or too large, and reads the rest', async () => {
    const folder = tempFolder({ 'a.md': Buffer.from([0x61, 0xff]), 'b.txt': Buffer.alloc(16 * 1024 * 1024 + 1, 'x') })
    writeFileSync(join(folder, 'c.md'), 'Fine.')
    expect(await collect(openSource(folder))).toMatchObject([
      { at: 'a.md', problem: 'not valid UTF-8' },
      { at: 'b.txt', problem: 'a text file may have 16 MiB, and this one has 16777217 bytes' },
      { at: 'c.md, passage 1', item: { text: 'Fine.' } },
    ])
  })

  it('gives nothing where no text is in it', async () => {
    expect(await collect(openSource(tempFolder()))).toEqual([])
  })
})

describe('openFiles', () => {
  it('reads files and folders in order, under the paths that were given', async () => {
    const folder = tempFolder({ 'x/a.jsonl': '{"text":"1"}\n', 'y/a.jsonl': '{"text":"2"}\n', 'docs/p/a.md': 'Three.' })
    const paths = ['y/a.jsonl', 'docs', 'x/a.jsonl', 'docs/p/a.md'].map((path) => join(folder, path))
    const records = await collect(openFiles(paths))
    expect(placesOf(records)).toEqual(
      ['y/a.jsonl:1', 'docs/p/a.md, passage 1', 'x/a.jsonl:1', 'docs/p/a.md, passage 1'].map((at) => join(folder, at)),
    )
    expect(records[1]).toMatchObject({ item: { text: 'Three.', payload: { source: 'p/a.md' } } })
    expect(records[3]).toMatchObject({ item: { text: 'Three.', payload: { source: 'a.md' } } })
  })

  it('tells one share over all bytes', async () => {
    const line = (text: string) => `{"text":"${text}"}\n`
    const folder = tempFolder({
      'a.jsonl': line('a').repeat(10),
      'b.txt': 'x'.repeat(130),
      'c.jsonl': line('c').repeat(20),
    })
    const reader = openFiles(['a.jsonl', 'b.txt', 'c.jsonl'].map((name) => join(folder, name)))
    const shares: (number | undefined)[] = [reader.share]
    for await (const { at } of reader)
      if (/[/\\](?:a\.jsonl:1|b\.txt, passage 1|c\.jsonl:20)$/.test(at)) shares.push(reader.share)
    expect([...shares, reader.share]).toEqual([undefined, 0.25, 0.25, 1, 1])
  })

  it('names the one that is missing before it reads any', async () => {
    const folder = tempFolder({ 'a.jsonl': '{"text":"1"}\n' })
    const reader: RecordReader = openFiles([join(folder, 'a.jsonl'), join(folder, 'gone')])
    await expect(reader[Symbol.asyncIterator]().next()).rejects.toThrow(`at "${join(folder, 'gone')}", found none`)
  })

  it.skipIf(process.platform !== 'linux')('closes its file when it is left early', async () => {
    const lines = '{"text":"1"}\n'.repeat(100_000)
    const folder = tempFolder({ 'a.jsonl': lines, 'b.gz': gzipSync(lines) })
    for (const name of ['a.jsonl', 'b.gz']) {
      for await (const _ of openFiles([join(folder, name)])) {
        expect(openBelow(folder)).toEqual([join(folder, name)])
        break
      }
      expect(openBelow(folder)).toEqual([])
    }
  })
})

/** Files that this process has open. */
function openBelow(folder: string): string[] {
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd))
    } catch {
      return '' // Of the listing itself.
    }
  })
  return open.filter((path) => path.startsWith(folder))
}
