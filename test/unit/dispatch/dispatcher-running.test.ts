import { describe, expect, it } from 'vitest'
import { DeadlineExceededError, WorkerCrashedError } from '../../../src/base/errors.ts'
import { LOST, setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

describe('a running call', () => {
  it('is rejected at its deadline, and its worker told to stop', async () => {
    const { submit, clock, crew, answer } = setUp()
    const call = submit({}, { timeoutMs: 200 })
    await clock.advance(200)
    await expect(call).rejects.toBeInstanceOf(DeadlineExceededError)
    await expect(call).rejects.toMatchObject({ phase: 'request', outcome: 'unknown' })
    expect(crew.cancelled).toEqual([crew.sent[0]?.id])
    await answer(0, LOST)
    expect(crew.ledger.count('idle')).toBe(1)
  })

  it('loses its worker when that does not answer the cancel', async () => {
    const { submit, clock, crew } = setUp()
    crew.answersCancel = false
    submit({}, { timeoutMs: 200 })
    await clock.advance(200)
    expect(crew.killed).toHaveLength(1)
  })

  it('releases its caller at once on abort', async () => {
    const { submit, crew } = setUp()
    const abort = new AbortController()
    const call = submit({}, { signal: abort.signal })
    await settle()
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    expect(crew.cancelled).toHaveLength(1)
  })

  it('rejects with WorkerCrashedError when its thread ends', async () => {
    const { submit, crew } = setUp()
    const call = submit()
    await settle()
    crew.sent[0]?.answer.reject(new WorkerCrashedError('ended'))
    await expect(call).rejects.toBeInstanceOf(WorkerCrashedError)
  })

  it('names the argument that cannot cross to a thread', async () => {
    const { submit, crew } = setUp()
    const call = submit({ operation: 'upsert', params: { points: [{ id: 1, payload: { fn: () => 1 } }] } })
    await settle()
    crew.sent[0]?.answer.reject(new DOMException('could not be cloned', 'DataCloneError'))
    await expect(call).rejects.toThrow('upsert: points[0].payload.fn is a function, which cannot be sent')
  })
})
