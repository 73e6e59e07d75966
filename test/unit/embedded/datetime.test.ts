import { expect, it } from 'vitest'
import { parseDatetime } from '../../../src/embedded/filter/datetime.ts'

const micros = (iso: string) => Date.parse(iso) * 1000

it.each([
  ['2026-03-01', micros('2026-03-01T00:00:00Z')],
  ['2026-03-01T10:20', micros('2026-03-01T10:20:00Z')],
  ['2026-03-01 10:20:30', micros('2026-03-01T10:20:30Z')],
  ['2026-03-01T10:20:30.123456Z', micros('2026-03-01T10:20:30Z') + 123456],
  ['2026-03-01T10:20:30+02:00', micros('2026-03-01T08:20:30Z')],
  ['2026-03-01T10:20:30-0130', micros('2026-03-01T11:50:30Z')],
  ['2024-02-29', micros('2024-02-29T00:00:00Z')],
])('reads %s', (text, expected) => {
  expect(parseDatetime(text)).toBe(expected)
})

it.each([
  'abc',
  '2026',
  '2026-13-01',
  '2026-02-30',
  '2026-03-01T25:00:00Z',
  '2026-03-01T10:61:00Z',
])('refuses %s', (text) => {
  expect(parseDatetime(text)).toBeUndefined()
})
