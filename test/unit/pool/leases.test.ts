import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { poolIdentity } from '../../../src/base/channels.ts'
import { EventHub } from '../../../src/pool/event-hub.ts'
import { Leases } from '../../../src/pool/leases.ts'
import { setUp } from '../../support/dispatcher-set-up.ts'
import { settle } from '../../support/manual-clock.ts'

const CALL = {
  signal: undefined,
  timeoutMs: 1_000,
  acquireTimeoutMs: 100,
  lane: 'interactive',
  coalesce: true,
} as const

function leasesOf(leakDetectionMs: number | undefined) {
  const { crew, dispatcher, recorder, clock, submit } = setUp(1)
  const hub = new EventHub(poolIdentity('p'))
  const leaked: { slot: number | undefined; cause: Error | undefined; heldMs: number }[] = []
  hub.on('lease:leaked', ({ slot, cause, heldMs }) => leaked.push({ slot, cause, heldMs }))
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  const released = vi.spyOn(crew, 'release')
  let closing = false
  const close = () => {
    closing = true
  }
  const leases = new Leases({
    crew,
    dispatcher,
    recorder,
    clock,
    tell: hub.tell,
    leakDetectionMs,
    isClosing: () => closing,
  })
  return { leases, crew, clock, leaked, warn, released, submit, close }
}

/** Named, so that a stack can be asked for it. */
function acquireHere(leases: Leases) {
  return leases.acquire(CALL)
}

describe('a lease', () => {
  it('gives its worker back once, however often it is released', async () => {
    const { leases, crew, released } = leasesOf(undefined)
    const lease = await leases.acquire(CALL)
    expect([lease.slot, crew.free]).toEqual([0, 0])
    await Promise.all([lease.release(), lease.release()])
    await lease[Symbol.asyncDispose]()
    expect([released.mock.calls.length, crew.free]).toEqual([1, 1])
    const next = await leases.acquire(CALL)
    await lease.release()
    expect([released.mock.calls.length, crew.free]).toEqual([1, 0])
    await next.release()
  })

  it('is told once as leaked where it is held for too long, with the stack of its acquire', async () => {
    const { leases, clock, leaked, warn } = leasesOf(5_000)
    const lease = await acquireHere(leases)
    await clock.advance(4_999)
    expect([leaked, warn.mock.calls]).toEqual([[], []])
    await clock.advance(60_000)
    expect(leaked).toEqual([{ slot: 0, heldMs: 5_000, cause: expect.any(Error) }])
    expect(leaked[0]?.cause?.stack).toContain('acquireHere')
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(/^The lease of worker 0 has been held for 5000 ms; it was acquired\n.*acquireHere/s),
        { type: 'QdrantPoolWarning', code: 'LEASE_LEAKED' },
      ],
    ])
    await lease.release()
  })

  it('is not told as leaked after its release', async () => {
    const { leases, clock, leaked, warn } = leasesOf(5_000)
    const lease = await leases.acquire(CALL)
    await clock.advance(4_999)
    await lease.release()
    await clock.advance(60_000)
    expect([leaked, warn.mock.calls, clock.pending]).toEqual([[], [], 0])
  })

  it('is not told as leaked by a pool that closes', async () => {
    const { leases, clock, leaked, warn, close } = leasesOf(50)
    await leases.acquire(CALL)
    close()
    await clock.advance(60_000)
    expect([leaked, warn.mock.calls]).toEqual([[], []])
  })

  it('is not watched while it only waits for its worker', async () => {
    const { leases, crew, clock, leaked, submit } = leasesOf(50)
    void submit()
    await settle()
    const waiting = leases.acquire(CALL)
    await clock.advance(90)
    expect(leaked).toEqual([])
    crew.sent[0]?.answer.resolve({ ok: true, value: 1 })
    await clock.advance(0)
    const lease = await waiting
    await clock.advance(49)
    expect(leaked).toEqual([])
    await clock.advance(1)
    expect(leaked).toHaveLength(1)
    await lease.release()
  })

  it('is watched by nobody where that is off', async () => {
    const { leases, clock, leaked } = leasesOf(undefined)
    await leases.acquire(CALL)
    await clock.advance(3_600_000)
    expect([leaked, clock.pending]).toEqual([[], 0])
  })
})
