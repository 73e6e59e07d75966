import { describe, expect, it } from 'vitest'
import { PoolClosedError } from '../../../src/base/errors.ts'
import { setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

describe('draining', () => {
  it('waits for calls that were issued, and refuses later ones', async () => {
    const { submit, dispatcher, answer, acquire } = setUp()
    const running = submit()
    const queued = submit()
    await settle()
    const drained = dispatcher.drain(10_000)
    await expect(submit()).rejects.toBeInstanceOf(PoolClosedError)
    await expect(acquire()).rejects.toBeInstanceOf(PoolClosedError)
    await answer(0)
    await answer(1)
    await drained
    expect(await Promise.all([running, queued])).toEqual([0, 1])
  })

  it('is bounded: what has not settled by then is rejected with what is known of it', async () => {
    const { submit, dispatcher, clock, acquire } = setUp()
    const running = submit({}, { timeoutMs: 60_000 })
    const queued = submit({}, { priority: 'batch', timeoutMs: 60_000 })
    const lease = acquire({ acquireTimeoutMs: 60_000 })
    await settle()
    const drained = dispatcher.drain(500)
    await clock.advance(500)
    await drained
    await expect(running).rejects.toMatchObject({ code: 'POOL_CLOSED', phase: 'request', outcome: 'unknown' })
    await expect(queued).rejects.toMatchObject({ code: 'POOL_CLOSED', phase: 'queue', outcome: 'not-sent' })
    await expect(lease).rejects.toMatchObject({ code: 'POOL_CLOSED' })
  })
})
