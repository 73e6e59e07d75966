import { expect, it } from 'vitest'
import { EventBook } from '../../../bench/chaos/event-book.ts'
import { poolIdentity } from '../../../src/base/channels.ts'
import type { PoolStats } from '../../../src/index.ts'
import { EventHub } from '../../../src/pool/event-hub.ts'
import { settle } from '../../support/manual-clock.ts'

const figures = (created: number) => ({ created, recycled: 0, replaced: 0, failed: 0, healthFailures: 0 }) as PoolStats

async function bookOf(...names: ('worker:opened' | 'degraded' | 'recovered' | 'close')[]) {
  const hub = new EventHub(poolIdentity('p'))
  const on = (name: never, listener: never) => hub.on(name, listener)
  const book = new EventBook({ on, stats: () => figures(7) } as never)
  for (const name of names) hub.tell(name, {})
  await settle()
  book.close(figures(8))
  return book.wrong.told
}

it('passes events that fit the figures', async () => {
  expect(await bookOf('worker:opened', 'degraded', 'recovered', 'close')).toEqual([])
})

it('flags events that are missing, out of turn, or too late', async () => {
  expect(await bookOf('close')).toEqual(['worker:opened was told 0 times, and counted 1 times'])
  expect(await bookOf('worker:opened', 'recovered', 'degraded', 'degraded', 'close')).toEqual([
    'recovered was told out of turn',
    'degraded was told out of turn',
  ])
  expect(await bookOf('close', 'worker:opened')).toEqual(['worker:opened was told after close'])
})
