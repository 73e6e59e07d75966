import { describe, expect, it } from 'vitest'
import { embedRows } from '../../../src/text/embed-rows.ts'
import type { EmbedContext, Embedded } from '../../../src/text/embedder.ts'

const returning = (embedded: unknown) => ({ dimension: 2, embed: () => embedded as Embedded })
const row = (...numbers: number[]) => Float32Array.from(numbers)

describe('embedRows', () => {
  it('takes one array a text', async () => {
    expect(await embedRows(returning([row(1, 2), row(3, 4)]), ['a', 'b'])).toEqual([row(1, 2), row(3, 4)])
  })

  it('takes all rows in one array, and copies none', async () => {
    const all = row(1, 2, 3, 4)
    const rows = await embedRows(returning(Promise.resolve(all)), ['a', 'b'])
    expect(rows).toEqual([row(1, 2), row(3, 4)])
    expect(rows.every(({ buffer }) => buffer === all.buffer)).toBe(true)
  })

  it('hands the signal on, and asks for nothing where there is no text', async () => {
    const seen: (AbortSignal | undefined)[] = []
    const embed = (_texts: readonly string[], { signal }: EmbedContext) => {
      seen.push(signal)
      return row(1, 2)
    }
    const { signal } = new AbortController()
    await embedRows({ dimension: 2, embed }, ['a'], { signal })
    expect(await embedRows({ dimension: 2, embed }, [])).toEqual([])
    expect(seen).toEqual([signal])
  })

  it.each([
    ['too few vectors', [row(1, 2)], '2 vectors, one a text, got 1'],
    ['too many rows', row(1, 2, 3, 4, 5, 6), '2 vectors, one a text, got 3'],
    ['half a row', row(1, 2, 3), 'rows of 2 numbers, got 3 numbers'],
    ['a short vector', [row(1, 2), row(3)], 'vector 1 to have 2 numbers, got 1'],
    [
      'plain arrays',
      [
        [1, 2],
        [3, 4],
      ],
      'vector 0 to be a Float32Array',
    ],
    ['a gap', [row(1, 2), undefined], 'vector 1 to be a Float32Array'],
    ['NaN', row(1, 2, 3, Number.NaN), 'vector 1 to be finite, got NaN at position 1'],
    ['infinity', [row(Number.POSITIVE_INFINITY, 2), row(3, 4)], 'vector 0 to be finite, got Infinity at position 0'],
    ['no list', undefined, 'a Float32Array or a list of them, got undefined'],
  ])('refuses %s', async (_what, embedded, message) => {
    await expect(embedRows(returning(embedded), ['a', 'b'])).rejects.toThrow(message)
  })
})
