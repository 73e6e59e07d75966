import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lane } from '../../../src/dispatch/call-options.ts'
import { type CallWaiter, Queue, type Waiter } from '../../../src/dispatch/queue.ts'

const waiter = (name: string, lane: Lane = 'interactive', mergeKey?: string, bytes = 1) =>
  ({ kind: 'call', lane, mergeKey, bytes, call: name }) as unknown as CallWaiter
const name = (one: Waiter | undefined) => (one as unknown as { call: string } | undefined)?.call
const drain = (queue: Queue) => Array.from({ length: queue.size }, () => name(queue.shift()))

describe('Queue', () => {
  it('serves each lane in order of entry', () => {
    const queue = new Queue()
    for (const one of ['a', 'b', 'c']) queue.enter(waiter(one))
    expect(drain(queue)).toEqual(['a', 'b', 'c'])
    expect(queue.shift()).toBeUndefined()
  })

  it('serves interactive before batch, and one of batch after 16 in a row', () => {
    const queue = new Queue()
    queue.enter(waiter('nightly', 'batch'))
    for (let index = 0; index < 20; index++) queue.enter(waiter(`i${index}`))
    const order = drain(queue)
    expect(order.indexOf('nightly')).toBe(16)
  })

  it('keeps the order of those that stay, whoever leaves (against an array; seed is printed on failure)', () => {
    const step = fc.oneof(fc.constant('enter' as const), fc.constant('shift' as const), fc.nat(30))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const queue = new Queue()
        const model: Waiter[] = []
        for (const [index, one] of steps.entries()) {
          if (one === 'enter') {
            const entering = waiter(String(index))
            queue.enter(entering)
            model.push(entering)
          } else if (one === 'shift') expect(queue.shift()).toBe(model.shift())
          else {
            const leaving = model[one]
            expect(leaving === undefined ? false : queue.leave(leaving)).toBe(leaving !== undefined)
            if (leaving !== undefined) model.splice(one, 1)
          }
          expect(queue.size).toBe(model.length)
        }
        expect(drain(queue)).toEqual(model.map(name))
      }),
    )
  })

  it('takes out only calls that may travel together, from the same lane, in order', () => {
    const queue = new Queue()
    const first = waiter('a', 'interactive', 'k')
    for (const one of [
      waiter('other', 'interactive', 'x'),
      waiter('b', 'interactive', 'k'),
      waiter('alone'),
      waiter('nightly', 'batch', 'k'),
      waiter('c', 'interactive', 'k'),
      waiter('d', 'interactive', 'k'),
    ])
      queue.enter(one)
    expect(queue.takeLike(first, 2, () => true).map(name)).toEqual(['b', 'c'])
    expect(drain(queue)).toEqual(['other', 'alone', 'd', 'nightly'])
  })

  it('stops before a merged request grows too large', () => {
    const queue = new Queue()
    const large = 3 * 1024 * 1024
    for (const one of [waiter('b', 'interactive', 'k', large), waiter('c', 'interactive', 'k', 1)]) queue.enter(one)
    expect(queue.takeLike(waiter('a', 'interactive', 'k', large), 5, () => true).map(name)).toEqual(['c'])
  })

  it('leaves a call without a key alone', () => {
    const queue = new Queue()
    queue.enter(waiter('b'))
    expect(queue.takeLike(waiter('a'), 5, () => true)).toEqual([])
  })

  it('lets a waiter leave once', () => {
    const queue = new Queue()
    const one = waiter('a')
    queue.enter(one)
    expect([queue.leave(one), queue.leave(one)]).toEqual([true, false])
  })
})
