import { expect, it } from 'vitest'
import { CallBook } from '../../../bench/chaos/call-book.ts'
import { channels, poolIdentity } from '../../../src/base/channels.ts'
import type { PoolStats } from '../../../src/index.ts'

type Operations = Pick<PoolStats, 'operations'>

const counted = (count: number, errors: number) =>
  ({ operations: { count: { count, errors } } }) as unknown as Operations

async function bookOf(after: Operations) {
  const book = new CallBook('p', counted(5, 1))
  const settle = (pool: string, call: () => Promise<void>) =>
    channels.operation
      .tracePromise(call, { ...poolIdentity(pool), operation: 'count', collection: 'docs' })
      .catch(() => {})
  await settle('p', async () => {})
  await settle('p', () => Promise.reject(new Error('no')))
  await settle('another', async () => {})
  return { calls: book.calls, wrong: book.close(after) }
}

it('passes calls that were counted once each', async () => {
  expect(await bookOf(counted(7, 2))).toEqual({ calls: 2, wrong: [] })
})

it('flags calls and errors that were counted twice or not at all', async () => {
  expect((await bookOf(counted(8, 2))).wrong).toEqual(['count: 2 calls and 1 errors were told, 3 and 1 counted'])
  expect((await bookOf(counted(7, 1))).wrong).toEqual(['count: 2 calls and 1 errors were told, 2 and 0 counted'])
  expect((await bookOf({ operations: {} })).wrong).toHaveLength(1)
})
