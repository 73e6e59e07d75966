import { describe, expect, it } from 'vitest'
import { entryOf, isPoint, lastOfEach } from '../../../src/pipeline/ingest/entry.ts'
import type { IngestItem } from '../../../src/pipeline/ingest/options.ts'

const entry = (item: unknown) => entryOf({ at: 'line 1', item: item as IngestItem })

describe('entryOf', () => {
  it.each([
    ['[1]', 'expected an object { id?, text or vector, payload? }, got a list'],
    ['null', 'expected an object { id?, text or vector, payload? }, got null'],
    ['{"text":"a","paylod":{}}', 'unknown member `paylod`: facts belong in `payload`'],
    ['{"a":1,"text":"b","__proto__":2}', 'unknown members `a`, `__proto__`: facts belong in `payload`'],
    ['{"id":-1,"text":"b"}', 'expected `id` to be a whole number of at least 0 or a UUID, got -1'],
    ['{"id":1,"vector":"b"}', 'expected `vector` to be numbers, got "b"'],
  ])('tells what is wrong with %s, and keeps it', (line, reason) => {
    expect(entry(JSON.parse(line))).toMatchObject({ at: 'line 1', reason, json: line })
  })

  it('keeps the place, the reason and the text of what could not be read', () => {
    expect(entryOf({ at: 'line 7', problem: 'not JSON', raw: '{' })).toMatchObject({ reason: 'not JSON', json: '"{"' })
  })

  it('refuses a record that no request could hold', () => {
    expect(entry({ id: 1, text: 'x'.repeat(31 * 2 ** 20) })).toMatchObject({
      reason: expect.stringContaining('more than one request may have'),
    })
  })

  it('counts bytes, of which a letter may have three', () => {
    const sizeOf = (text: string) => {
      const made = entry({ id: 1, text })
      return isPoint(made) ? made.bytes : undefined
    }
    expect(sizeOf('界'.repeat(1_000))).toBe(sizeOf('x'.repeat(3_000)))
  })

  it('gives the same id to the same content, whatever the order of its members, and another to other content', () => {
    const idOf = (item: object) => {
      const made = entry(item)
      return isPoint(made) ? made.point.id : undefined
    }
    expect(idOf({ text: 'a' })).toBe(idOf({ text: 'a', payload: { any: 1 } }))
    expect(idOf({ vector: [1, 2], payload: { a: 1, b: 2 } })).toBe(idOf({ payload: { b: 2, a: 1 }, vector: [1, 2] }))
    expect(idOf({ vector: [1, 2] })).not.toBe(idOf({ vector: [2, 1] }))
  })

  it('keeps of several records of one id the last, however the id is spelled', () => {
    const id = '936DA01F-9ABD-4D9D-80C7-02AF85C822A8'
    const entries = [
      { id, text: 'a' },
      { id: 5, text: 'b' },
      { id: id.toLowerCase().replaceAll('-', ''), text: 'c' },
      1,
    ]
    expect(lastOfEach(entries.map(entry)).map(({ point }) => point.text)).toEqual(['c', 'b'])
  })
})
