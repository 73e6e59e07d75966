import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { PoolEvent } from '../../../src/base/pool-events.ts'
import { EventHub } from '../../../src/pool/event-hub.ts'
import { settle } from '../../support/manual-clock.ts'

/** Errors that come up as uncaught in this test, which do not reach the runner. */
function uncaught(): unknown[] {
  const caught: unknown[] = []
  const runners = process.listeners('uncaughtException')
  const listener = (error: unknown) => void caught.push(error)
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', listener)
  onTestFinished(() => {
    process.off('uncaughtException', listener)
    for (const runner of runners) process.on('uncaughtException', runner)
  })
  return caught
}

describe('the events of a pool', () => {
  it('carry slot, time and cause, undefined where there is none, and what is their own', async () => {
    vi.useFakeTimers({ now: 1_234, toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const hub = new EventHub('p')
    const events: PoolEvent[] = []
    const cause = new Error('cut')
    hub.on('worker:replaced', (event) => events.push(event))
    hub.on('recovered', (event) => events.push(event))
    hub.tell('worker:replaced', { slot: 2, cause, forced: true })
    hub.tell('recovered', {})
    expect(events).toEqual([])
    await settle()
    expect(events).toEqual([
      { slot: 2, time: 1_234, cause, forced: true },
      { slot: undefined, time: 1_234, cause: undefined },
    ])
  })

  it('reach every listener of their name until it is taken off', async () => {
    const hub = new EventHub('p')
    const heard: string[] = []
    const first = () => void heard.push('first')
    hub.on('close', first)
    hub.on('close', () => heard.push('second'))
    hub.on('recovered', () => heard.push('other'))
    hub.tell('close', {})
    await settle()
    hub.tell('close', {})
    hub.off('close', first)
    hub.tell('close', {})
    await settle()
    expect(heard).toEqual(['first', 'second', 'second', 'second'])
  })

  it('end nothing where a listener throws: the others hear them, and its error comes up as uncaught', async () => {
    const caught = uncaught()
    const hub = new EventHub('p')
    const heard: string[] = []
    hub.on('degraded', () => {
      throw new Error('of the listener')
    })
    hub.on('degraded', () => heard.push('other'))
    hub.tell('degraded', { cause: undefined })
    await settle()
    expect([heard, caught]).toEqual([['other'], [new Error('of the listener')]])
  })
})
