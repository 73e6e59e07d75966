import { expect, it } from 'vitest'
import { rotated } from '../../../bench/peers/interleaved.ts'

const PEERS = ['pool', 'undici', 'bfb']

it('begins each round with another peer', () => {
  expect([0, 1, 2, 3].map((round) => rotated(PEERS, round)[0])).toEqual(['pool', 'undici', 'bfb', 'pool'])
  expect(rotated(PEERS, 2)).toEqual(['bfb', 'pool', 'undici'])
  expect(rotated([], 2)).toEqual([])
})
