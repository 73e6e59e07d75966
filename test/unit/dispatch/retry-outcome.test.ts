import { expect, it } from 'vitest'
import { LOST, REFUSED, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

const upsert = { operation: 'upsert', params: { points: [{ id: 1, vector: [1] }] } }

it('says of a call whose last attempt was refused that its outcome is unknown where an earlier one was lost', async () => {
  const { submit, answer, clock } = setUp()
  const call = submit(upsert, { timeoutMs: 45 })
  await settle()
  await answer(0, LOST)
  await clock.advance(13)
  await answer(1, REFUSED)
  await clock.advance(26)
  await answer(2, REFUSED)
  await expect(call).rejects.toMatchObject({ code: 'CONNECTION_REFUSED', outcome: 'unknown' })
})

it('says of a call that found no worker for its retry that its outcome is unknown where an attempt was lost', async () => {
  const { submit, answer, clock } = setUp()
  const call = submit(upsert, { acquireTimeoutMs: 20 })
  await settle()
  await answer(0, LOST)
  submit()
  await clock.advance(300)
  await expect(call).rejects.toMatchObject({ code: 'E016', outcome: 'unknown' })
})
