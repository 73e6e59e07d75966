import { expect, it } from 'vitest'
import { Dice } from '../../../bench/chaos/dice.ts'
import { parseOptions } from '../../../bench/chaos/options.ts'

it('takes the seed that is given, else a random one', () => {
  expect(parseOptions(['--seed', '7', '--minutes', '0.5'])).toEqual({
    ...{ seed: 7, minutes: 0.5, size: 4, callers: 24, grpc: false, json: false },
  })
  expect(parseOptions([])?.seed).toBeGreaterThan(0)
  expect(parseOptions(['--help'])).toBeUndefined()
})

it.each([
  ['--minutes', '61'],
  ['--minutes', '0'],
  ['--seed', '4294967296'],
  ['--callers', '1.5'],
])('refuses %s %s', (...argv) => {
  expect(() => parseOptions(argv)).toThrow(`Expected ${argv[0]} to be`)
})

it('throws the same dice for the same seed, forks included, however often the first are thrown', () => {
  const [one, other] = [new Dice(3), new Dice(3)]
  const [fork, otherFork] = [one.fork(), other.fork()]
  const weights = { a: 1, b: 2, never: 0 }
  const thrown = Array.from({ length: 50 }, () => one.weighted(weights))
  expect(Array.from({ length: 50 }, () => other.weighted(weights))).toEqual(thrown)
  expect(new Set(thrown)).toEqual(new Set(['a', 'b']))
  expect(fork.whole(1, 1_000_000)).toBe(otherFork.whole(1, 1_000_000))
})
