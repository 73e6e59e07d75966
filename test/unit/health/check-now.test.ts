import { expect, it } from 'vitest'
import { checkNow } from '../../../src/health/check-now.ts'
import type { Reply } from '../../../src/protocol/messages.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const failure = { kind: 'server', status: 503, statusText: 'Busy', url: 'u', headers: [], data: {} } as const

async function found(reply: Reply | undefined) {
  const clock = new ManualClock()
  const asked: unknown[] = []
  const check = (...given: unknown[]) => {
    asked.push(given)
    return new Promise<Reply | undefined>((resolve) => clock.after(30, () => resolve(reply)))
  }
  const report = checkNow({ check }, 'deep', 'docs', clock)
  await clock.advance(30)
  return { report: await report, asked }
}

it('reports how long the worker took to find its connection well', async () => {
  const { report, asked } = await found({ ok: true, value: undefined })
  expect([report, asked]).toEqual([{ tier: 'deep', healthy: true, durationMs: 30 }, [['deep', 1_000, 'docs']]])
})

it('reports what was wrong', async () => {
  const { report } = await found({ ok: false, failure })
  expect(report).toEqual({ tier: 'deep', healthy: false, durationMs: 30, reason: 'HTTP 503 Busy' })
})

it('takes a worker that has a call to see to for one that is well', async () => {
  expect((await found(undefined)).report).toEqual({ tier: 'deep', healthy: true, durationMs: 30 })
})
