import { existsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { type Alert, createPool } from '../../../src/index.ts'
import type { LiveView } from '../../../src/monitor/live-view.ts'
import { socketFolder } from '../../support/live-job.ts'
import { filledPool } from '../../support/local-pool.ts'
import { proxiedPool } from '../../support/proxied-pool.ts'
import { runNode } from '../../support/run-node.ts'
import { until } from '../../support/until.ts'

const embedder = { module: new URL('../../support/embedders.ts', import.meta.url) }

it('raises an alert when the server goes, and clears it when it is back', async () => {
  const { pool, proxy } = await proxiedPool({ size: 2, monitor: { intervalMs: 100 } })
  const alerts: Alert[] = []
  pool.monitor.on('alert', (alert) => alerts.push(alert))
  const states = () => alerts.filter(({ name }) => name === 'circuit').map(({ state }) => state)
  proxy.fault = { kind: 'refuse' }
  proxy.resetAll()
  const waiting = pool.with({ priority: 'batch' }).count('docs')
  await until(() => states().includes('raised'))
  expect(pool.monitor.report().alerts.raised).toMatchObject([
    { name: 'circuit', message: `The circuit is open to ${proxy.url}` },
  ])
  proxy.fault = { kind: 'none' }
  expect(await waiting).toEqual({ count: 3 })
  await until(() => states().length === 2)
  expect(states()).toEqual(['raised', 'cleared'])
  expect(pool.monitor.report().alerts.raised).toEqual([])
  const names = pool.monitor.report().events.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['worker:opened', 'worker:failed', 'circuit:open', 'circuit:closed']))
})

it('reports who was replaced and why, how busy the workers were, and what health checks found', async () => {
  const { pool } = await filledPool({ size: 1, embedder, monitor: { intervalMs: 100 } })
  await expect(pool.ingest('docs', [{ id: 9, text: 'exit' }])).rejects.toThrow()
  await pool.ingest('docs', [{ id: 10, text: 'compute 300' }])
  await pool.checkHealth('deep')
  const { events, health, samples, activity } = pool.monitor.report()
  const replaced = events.filter(({ name }) => name === 'worker:replaced')
  expect(replaced.length).toBeGreaterThan(0)
  expect(replaced[0]).toMatchObject({ slot: 0, cause: expect.stringContaining('code 3'), forced: false })
  expect(health).toMatchObject([{ slot: 0, tier: 'deep', healthy: true }])
  expect(Math.max(...samples.map(({ utilisation }) => utilisation))).toBeGreaterThan(0.5)
  expect(activity.embedding).toMatchObject({ count: 1, texts: 1 })
  expect(activity.embedding.maxMs).toBeGreaterThanOrEqual(300)
})

it('raises an alert about callers who get no worker in time', async () => {
  const { pool } = await filledPool({ size: 1, monitor: { intervalMs: 100 } })
  // The lease alone may raise another first, about utilisation.
  const alerted = new Promise<Alert>((resolve) => {
    pool.monitor.on('alert', (alert) => alert.name === 'acquire-timeouts' && resolve(alert))
  })
  await pool.use(async () => {
    const late = pool.acquire({ acquireTimeoutMs: 1 })
    await expect(late).rejects.toMatchObject({ code: 'E016' })
  })
  expect(await alerted).toMatchObject({ name: 'acquire-timeouts', state: 'raised', value: 1 })
  expect(pool.stats()).toMatchObject({ timeouts: 1, acquireTimeouts: 1 })
})

it('does not hold its process up where the pool is left open', async () => {
  const index = JSON.stringify(new URL('../../../src/index.ts', import.meta.url).href)
  const script = `
    const { createPool } = await import(${index})
    await createPool({ url: 'http://127.0.0.1:1', lazy: true, monitor: true })`
  expect(await runNode(['--input-type=module', '-e', script])).toMatchObject({ code: 0 })
})

it('shows a job to whoever looks at its socket, until it closes', async () => {
  const socket = join(socketFolder(), 'job.sock')
  const { pool, server } = await filledPool({ name: 'nightly', size: 2, monitor: { socket } })
  const client = createConnection(socket)
  const lines = createInterface(client)[Symbol.asyncIterator]()
  const seen = JSON.parse((await lines.next()).value ?? '') as LiveView
  expect(seen).toMatchObject({ pool: 'nightly', pid: process.pid, servers: [server.url], alerts: [] })
  expect(seen.stats.operations.upsert).toMatchObject({ count: 1, errors: 0 })
  expect(seen.events).toMatchObject([{ name: 'worker:opened', slot: 0 }])
  await expect(createPool({ url: server.url, monitor: { socket } })).rejects.toMatchObject({ code: 'INVALID_CONFIG' })
  await pool.close()
  await until(() => client.closed)
  expect(existsSync(socket)).toBe(false)
})
