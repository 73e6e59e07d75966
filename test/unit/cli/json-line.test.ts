import { expect, it } from 'vitest'
import { jsonLine } from '../../../src/cli/output/json-line.ts'

it('writes bigints as the numbers that they are', () => {
  expect(jsonLine({ id: 2n ** 64n - 1n })).toBe('{"id":18446744073709551615}\n')
})

it('leaves nothing that a terminal obeys as it is', () => {
  const line = jsonLine({ text: '\u009b2J\u001b[2J' })
  expect(line).toBe(`${String.raw`{"text":"\u009b2J\u001b[2J"}`}\n`)
  expect(JSON.parse(line)).toEqual({ text: '\u009b2J\u001b[2J' })
})
