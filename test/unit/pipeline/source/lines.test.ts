import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutLines, type Line } from '../../../../src/pipeline/source/lines.ts'
import { collect } from '../../../support/collect.ts'

const some = fc.string({ unit: 'binary', maxLength: 8 })
const text = fc.array(fc.oneof(some, fc.constantFrom('\n', '\r\n', '\r', '🚀'))).map((parts) => parts.join(''))

/** Cuts bytes at the positions, each modulo the length. */
function chunksOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const positions = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return positions.slice(1).map((end, index) => bytes.subarray(positions[index], end))
}

async function linesOf(chunks: Iterable<Uint8Array>, longest?: number): Promise<Line[]> {
  const source = async function* () {
    yield* chunks
  }
  return collect(cutLines(source(), longest))
}

describe('cutLines', () => {
  it('gives the lines that split gives, wherever the chunks are cut (seed is printed on failure)', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(200)), async (whole, cuts) => {
        const bytes = new TextEncoder().encode(whole)
        const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\n')
        if (expected.at(-1) === '') expected.pop()
        const lines = await linesOf(chunksOf(bytes, cuts))
        expect(lines.map((line) => line.bytes.toString())).toEqual(expected.map((line) => line.replace(/\r$/, '')))
        expect(lines.map(({ number }) => number)).toEqual(expected.map((_, index) => index + 1))
        expect(lines.some(({ tooLong }) => tooLong)).toBe(false)
      }),
    )
  })

  it('tells exactly the lines that are too long, wherever the chunks are cut (seed is printed on failure)', async () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '\n')).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(letters, fc.array(fc.nat(200)), async (whole, cuts) => {
        const lines = await linesOf(chunksOf(new TextEncoder().encode(whole), cuts), 3)
        const found = lines.map(({ tooLong }) => tooLong)
        const expected = whole.split('\n')
        if (expected.at(-1) === '') expected.pop()
        expect(found).toEqual(expected.map((line) => line.length > 3))
      }),
    )
  })

  it('keeps the beginning of a line that is too long, and goes on after it', async () => {
    const chunks = [...Array.from({ length: 100 }, () => Buffer.alloc(1_024, 'x')), Buffer.from('\nnext\n')]
    const [long, next] = await linesOf(chunks, 50_000)
    expect(long).toMatchObject({ number: 1, tooLong: true })
    expect(long?.bytes.toString()).toBe('x'.repeat(16 * 1024))
    expect(next).toMatchObject({ number: 2, tooLong: false, bytes: Buffer.from('next') })
  })

  it('reads lines from a source that fills one buffer again and again', async () => {
    const buffer = Buffer.alloc(4)
    const source = function* () {
      for (const part of ['one\n', 'two ', 'and ', '3\n  ']) {
        buffer.write(part)
        yield buffer
      }
    }
    const lines: string[] = []
    const chunks = async function* () {
      yield* source()
    }
    for await (const { bytes } of cutLines(chunks())) lines.push(bytes.toString())
    expect(lines).toEqual(['one', 'two and 3', '  '])
  })
})
