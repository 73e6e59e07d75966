import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import type { Call } from '../../../src/dispatch/call.ts'
import { type CallWaiter, Queue } from '../../../src/dispatch/queue.ts'
import { Unsettled } from '../../../src/dispatch/unsettled.ts'

const AT_A_TIME = 200
const TURNS = 100_000
const CARGO = 50
/** What all that has passed through weighs at the least: small integers of 4 or 8 bytes. */
const PASSED_MB = (TURNS * CARGO * 4) / 1e6

setFlagsFromString('--expose-gc')
// Else V8 may learn from the first calls, all of which live on, to allocate later ones in the old generation at once.
setFlagsFromString('--no-allocation-site-pretenuring')
const collect: (options: { type: 'minor' | 'major' }) => void = runInNewContext('gc')

/** MB that scavenges alone leave behind when calls have come and gone, `AT_A_TIME` of them under way. */
function left<T>(create: (cargo: number[]) => T, enter: (one: T) => void, leave: (one: T) => void): number {
  const underWay: T[] = Array.from({ length: AT_A_TIME }, () => create([]))
  for (const one of underWay) enter(one)
  collect({ type: 'major' })
  const before = process.memoryUsage().heapUsed
  for (let turn = 0; turn < TURNS; turn++) {
    const index = turn % AT_A_TIME
    const old = underWay[index]
    if (old !== undefined) leave(old)
    const one = create(new Array(CARGO).fill(turn))
    underWay[index] = one
    enter(one)
    if (turn % 500 === 0) collect({ type: 'minor' })
  }
  collect({ type: 'minor' })
  collect({ type: 'minor' })
  return (process.memoryUsage().heapUsed - before) / 1e6
}

it('lets waiters that have left the queue be collected young', () => {
  const queue = new Queue()
  const create = (bytes: unknown) => ({ kind: 'call', lane: 'interactive', bytes }) as unknown as CallWaiter
  const mb = left(
    create,
    (waiter) => queue.enter(waiter),
    (waiter) => queue.leave(waiter),
  )
  expect(mb).toBeLessThan(PASSED_MB / 5)
})

it('lets calls that have settled be collected young', () => {
  const unsettled = new Unsettled()
  const mb = left(
    (request) => ({ request, place: 0 }) as unknown as Call,
    (call) => unsettled.add(call),
    (call) => unsettled.delete(call),
  )
  expect(mb).toBeLessThan(PASSED_MB / 5)
  expect(unsettled.size).toBe(AT_A_TIME)
})

it('sees what a Set keeps', () => {
  const set = new Set<unknown>()
  const mb = left(
    (cargo) => ({ cargo }),
    (one) => set.add(one),
    (one) => set.delete(one),
  )
  expect(mb).toBeGreaterThan(PASSED_MB / 2)
})
