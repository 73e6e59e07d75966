import { describe, expect, it } from 'vitest'
import { DeadlineExceededError } from '../../../src/base/errors.ts'
import { BUSY, LOST, REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

describe('retrying', () => {
  it('repeats what was never sent, after a pause, inside the deadline', async () => {
    const { submit, crew, answer, clock, regions } = setUp()
    const call = submit({ operation: 'delete', params: { filter: {} } })
    await settle()
    await answer(0, REFUSED)
    expect(crew.sent).toHaveLength(1)
    await clock.advance(13)
    await answer(1, { ok: true, value: 'second' })
    expect(await call).toBe('second')
    expect(regions.pool.totals.retries).toBe(1)
  })

  it('repeats an idempotent call whose outcome is unknown, and no other', async () => {
    const { submit, answer, clock } = setUp(2)
    const read = submit()
    await settle()
    await answer(0, LOST)
    await clock.advance(25)
    await answer(1)
    await read
    const write = submit({ operation: 'delete', params: { filter: {} } })
    await settle()
    await answer(2, LOST)
    await expect(write).rejects.toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' })
  })

  it('repeats nothing where retry is off', async () => {
    const { submit, answer } = setUp(1, { retry: false })
    const call = submit()
    await settle()
    await answer(0, REFUSED)
    await expect(call).rejects.toMatchObject({ code: 'CONNECTION_REFUSED', outcome: 'not-sent' })
  })

  it('never says of a call that an earlier attempt may have applied that it was not sent', async () => {
    const { submit, answer, clock } = setUp()
    const call = submit({ operation: 'upsert', params: { points: [] } }, { timeoutMs: 20 })
    await settle()
    await answer(0, LOST)
    submit()
    await clock.advance(20)
    await expect(call).rejects.toMatchObject({ outcome: 'unknown' })
  })

  it('gives up at the deadline while it pauses', async () => {
    const { submit, answer, clock } = setUp()
    const call = submit({}, { timeoutMs: 15 })
    await clock.advance(5)
    await answer(0, BUSY)
    await clock.advance(10)
    await expect(call).rejects.toBeInstanceOf(DeadlineExceededError)
  })
})
