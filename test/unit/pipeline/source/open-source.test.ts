import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSource } from '../../../../src/pipeline/source/open-source.ts'
import type { RecordReader, SourceRecord } from '../../../../src/pipeline/source/record.ts'
import { collect } from '../../../support/collect.ts'

const read = (source: unknown) => collect(openSource(source as never))

async function* giving<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values
}

describe('a source of items', () => {
  it.each([
    ['an array', (items: object[]) => items],
    ['a set', (items: object[]) => new Set(items)],
    ['a generator', (items: object[]) => items.values()],
    ['an async generator', giving],
    ['a stream of objects', (items: object[]) => Readable.from(items)],
    ['a web stream of objects', (items: object[]) => ReadableStream.from(items)],
    ['promises', (items: object[]) => items.map((item) => Promise.resolve(item))],
  ])('may be %s', async (_kind, make) => {
    expect(await read(make([{ text: 'a' }, { text: 'b' }]))).toEqual([
      { at: 'record 1', item: { text: 'a' } },
      { at: 'record 2', item: { text: 'b' } },
    ])
  })

  it('may be empty', async () => {
    expect([await read([]), await read(giving([]))]).toEqual([[], []])
  })

  it('passes on what is no item, for its reader to judge', async () => {
    expect(await read([null, 7])).toEqual([
      { at: 'record 1', item: null },
      { at: 'record 2', item: 7 },
    ])
  })

  it.each([
    ['an array', [{ text: 'a' }, { text: 'b' }], [0, 0.5, 1]],
    ['a set', new Set([{ text: 'a' }, { text: 'b' }]), [0, 0.5, 1]],
    ['nothing', [], [1]],
    ['a generator', giving([{ text: 'a' }]), [undefined, undefined]],
  ])('tells how much of %s was read', async (_kind, source, shares) => {
    const reader = openSource(source)
    const found = [reader.share]
    for await (const _ of reader) found.push(reader.share)
    expect(found).toEqual(shares)
  })

  it('ends its generator when it is left early', async () => {
    let ended = false
    const source = async function* () {
      try {
        for (;;) yield { text: 'a' }
      } finally {
        ended = true
      }
    }
    for await (const _ of openSource(source())) break
    expect(ended).toBe(true)
  })

  it('is given back as it is where it is a reader already', () => {
    const reader: RecordReader = openSource([])
    expect(openSource(reader)).toBe(reader)
  })

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [7, 'number'],
    [{ text: 'a' }, 'an object of class Object'],
    [Buffer.from('{}'), 'an object of class Buffer'],
    [Object.create(null), 'an object of class (none)'],
    [new URL('https://example.org/a.jsonl'), 'a URL of https:'],
  ])('is refused where it is %j', (source, got) => {
    const message = `Expected the source to be something iterable, the path or file: URL of a file or folder, or a stream, got ${got}`
    expect(() => openSource(source as never)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG', message }))
  })
})

describe('a stream of JSONL', () => {
  const text = '\ufeff{"text":"größer 🚀"}\r\n\n{"id":18446744073709551615,"text":"b","payload":{"n":1}}'
  const records: SourceRecord[] = [
    { at: 'line 1', item: { text: 'größer 🚀' } },
    { at: 'line 3', item: { id: 18446744073709551615n as never, text: 'b', payload: { n: 1 } } },
  ]

  it.each([
    ['bytes', () => giving([Buffer.from(text)])],
    ['strings', () => giving([text])],
    ['gzip', () => giving([gzipSync(text)])],
    ['gzip in parts', () => giving([gzipSync(text.slice(0, 30)), gzipSync(text.slice(30))])],
    ['a stream of Node', () => Readable.from([Buffer.from(text)])],
    ['a stream of Node with an encoding', () => Readable.from([Buffer.from(text)]).setEncoding('utf8')],
    ['a stream of the web', () => new Blob([text]).stream()],
    ['a list of chunks', () => [Buffer.from(text)]],
  ])('may come as %s', async (_kind, make) => {
    expect(await read(make())).toEqual(records)
  })

  it('may be cut anywhere, also within a character (seed is printed on failure)', async () => {
    const forms = { bytes: Buffer.from(text), gzip: gzipSync(text), string: text }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('bytes', 'gzip', 'string'), fc.array(fc.nat(100)), async (form, cuts) => {
        const whole = forms[form]
        const positions = [0, ...cuts.map((cut) => cut % whole.length), whole.length].sort((a, b) => a - b)
        const chunks = positions.slice(1).map((end, index) => whole.slice(positions[index], end))
        expect(await read(giving(chunks))).toEqual(records)
      }),
    )
  })

  it.each([
    ['{"text":', 'not JSON: Unexpected end of JSON input'],
    ['hello', 'not JSON: Unexpected token \'h\', "hello" is not valid JSON'],
    [
      '{"id":18446744073709551615',
      "not JSON: Expected ',' or '}' after property value in JSON at position 26 (line 1 column 27)",
    ],
  ])('tells what is wrong with %s, and goes on', async (line, problem) => {
    expect(await read(giving([`${line}\n{"text":"next"}`]))).toEqual([
      { at: 'line 1', problem, raw: line },
      { at: 'line 2', item: { text: 'next' } },
    ])
  })

  it('refuses a line that is not UTF-8, and goes on', async () => {
    const bytes = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xc3]), Buffer.from('"}\n{"text":"é"}')])
    expect(await read(giving([bytes]))).toEqual([
      { at: 'line 1', problem: 'not valid UTF-8', raw: '{"text":"\ufffd"}' },
      { at: 'line 2', item: { text: 'é' } },
    ])
  })

  it('keeps the first 4096 characters of a line that it cannot use', async () => {
    const [record] = await read(giving(['x'.repeat(10_000)]))
    expect(record).toMatchObject({ raw: `${'x'.repeat(4_096)}…` })
  })

  it('skips a line of more than 32 MiB without holding it, and goes on', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const source = function* () {
      for (let count = 0; count < 33; count++) yield chunk
      yield Buffer.from('\n{"text":"next"}')
    }
    const [long, next] = await read(giving(source()))
    expect(long).toEqual({ at: 'line 1', problem: 'the line is longer than 32 MiB', raw: `${'x'.repeat(4_096)}…` })
    expect(next).toEqual({ at: 'line 2', item: { text: 'next' } })
  })

  it('fails where its gzip is cut short, after the records before', async () => {
    const lines = Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"text":"${Math.sin(id)}"}\n`).join('')
    const reader = openSource(giving([gzipSync(lines).subarray(0, -100)]))
    let last = 0
    const end = (async () => {
      for await (const record of reader) last = Number(record.at.slice(5))
    })()
    await expect(end).rejects.toMatchObject({
      code: 'BROKEN_SOURCE',
      message: 'The stream is no complete gzip: unexpected end of file',
    })
    expect(last).toBeGreaterThan(10_000)
  })

  it('fails with the error of its stream, packed or not', async () => {
    const broken = (head: Uint8Array) =>
      (async function* () {
        yield head
        throw new Error('the cable broke')
      })()
    await expect(read(broken(Buffer.from('{"text":"a"}\n')))).rejects.toThrow('the cable broke')
    await expect(read(broken(gzipSync(text).subarray(0, 20)))).rejects.toThrow('the cable broke')
  })

  it('refuses a stream that changes its kind', async () => {
    await expect(read(giving(['{"text":"a"}\n', { text: 'b' }]))).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'Expected a stream of bytes or strings, and it gave object',
    })
  })

  it.each([
    ['at once', (stream: Readable) => stream],
    ['of the web', (stream: Readable) => Readable.toWeb(stream)],
  ])('ends a stream that stays silent when it is left early (%s)', async (_kind, make) => {
    const stream = new Readable({ read() {} })
    stream.push('{"text":"a"}\n')
    const records = openSource(make(stream) as never)[Symbol.asyncIterator]()
    expect(await records.next()).toMatchObject({ value: { at: 'line 1' } })
    const pending = Promise.allSettled([records.next()])
    await records.return?.()
    await pending
    expect(stream.destroyed).toBe(true)
  })
})
