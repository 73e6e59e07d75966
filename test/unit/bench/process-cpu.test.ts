import { expect, it } from 'vitest'
import { parseStat } from '../../../bench/server/process-cpu.ts'

it('finds the times behind a name that holds blanks and parentheses', () => {
  const text = '42 (a (b) c) S 1 42 42 0 -1 4194304 100 0 0 0 150 30 7 3 20 0 11 0 100 0 0'
  expect(parseStat(text)).toEqual({ ownMs: 1_800, childrenMs: 100 })
})
