import { expect, it } from 'vitest'
import type { AcquireMessage, BatchMessage, EventMessage, OperationMessage } from '../../../src/base/channels.ts'
import { heardOn, tracedOn } from '../../support/channel-log.ts'
import { recorded } from '../../support/events.ts'
import { filledPool } from '../../support/local-pool.ts'

it('calls of a real pool are told with the server and the worker that they went to', async () => {
  const { pool, server } = await filledPool({ size: 1, name: 'jobs' })
  const [operations, batches] = [tracedOn<OperationMessage>('operation'), tracedOn<BatchMessage>('batch')]
  const found = await Promise.all([1, 2].map((id) => pool.client.retrieve('docs', { ids: [id] })))
  await pool.use((client) => client.getCollections())
  const common = { pool: 'jobs', server: server.url }
  expect(operations.messages).toMatchObject([
    { ...common, operation: 'retrieve', collection: 'docs', result: found[0] },
    { ...common, operation: 'retrieve', collection: 'docs', result: found[1] },
    { ...common, operation: 'getCollections', collection: undefined },
  ])
  expect(batches.messages).toMatchObject([
    { ...common, operation: 'retrieve', slot: 0, size: 2, operations: operations.messages.slice(0, 2) },
    { ...common, operation: 'getCollections', slot: 0, size: 1 },
  ])
  for (const message of operations.messages) expect(message.poolId).toBe(batches.messages[0]?.poolId)
})

it('waits are told as the pool counts them', async () => {
  const waits = heardOn<AcquireMessage>('acquire')
  const { pool } = await filledPool({ size: 2 })
  await Promise.all(Array.from({ length: 20 }, () => pool.client.count('docs')))
  await pool.use((client) => client.count('docs'))
  const { acquire } = pool.stats()
  expect(waits).toHaveLength(acquire.count)
  const sumMs = waits.reduce((sum, { waitMs }) => sum + waitMs, 0)
  expect(sumMs).toBeCloseTo(acquire.avgMs * acquire.count, 6)
})

it('events are told as to the listeners of the pool', async () => {
  const { pool } = await filledPool({ size: 1 })
  const told = heardOn<EventMessage>('event')
  const events = recorded(pool)
  await pool.checkHealth('fast')
  await pool.reset()
  await pool.close()
  expect(events.names).toEqual(['health', 'worker:retired', 'worker:opened', 'worker:retired', 'close'])
  expect(told.map(({ name }) => name)).toEqual(events.names)
  for (const { name, event } of told) expect(events.named(name)).toContain(event)
})
