import { expect, it } from 'vitest'
import { recycleAge } from '../../../src/actors/recycling.ts'
import { workersToOpen } from '../../../src/actors/sizing.ts'

it.each([
  ['nothing waits', { waiting: 0, free: 1, opening: 0, size: 1 }, 0],
  ['each waiting call opens one', { waiting: 3, free: 0, opening: 0, size: 1 }, 3],
  ['the idle ones serve some', { waiting: 3, free: 1, opening: 0, size: 1 }, 2],
  ['those already opening serve some', { waiting: 3, free: 0, opening: 2, size: 3 }, 1],
  ['one worker carries several', { waiting: 5, free: 0, depth: 4, opening: 0, size: 1 }, 2],
  ['a lease needs a worker that carries nothing', { waiting: 0, free: 3, depth: 4, opening: 0, size: 1, leases: 2 }, 2],
  ['idle workers serve leases', { waiting: 0, free: 8, depth: 4, opening: 0, size: 2, leases: 2, idle: 2 }, 0],
  ['the limit bounds it', { waiting: 100, free: 0, opening: 0, size: 1 }, 4],
  ['at full size none is opened', { waiting: 100, free: 0, opening: 0, size: 5 }, 0],
  ['one whose node is down serves nobody', { waiting: 1, free: 0, opening: 1, stuck: 1, size: 1 }, 1],
  ['nor does it count for the minimum', { waiting: 0, free: 0, opening: 1, stuck: 1, size: 1 }, 1],
  ['the minimum is kept without callers', { waiting: 0, free: 0, opening: 0, size: 0 }, 1],
])('%s', (_name, now: {
  waiting: number
  free: number
  opening: number
  size: number
  depth?: number
  stuck?: number
}, count) => {
  expect(workersToOpen({ depth: 1, leases: 0, idle: 0, stuck: 0, ...now, minSize: 1, maxSize: 5 })).toBe(count)
})

it('spreads the ages of connections over the last tenth', () => {
  expect([0, 0.5, 1].map((random) => recycleAge(1_000, () => random))).toEqual([1_000, 950, 900])
})
