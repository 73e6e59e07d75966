import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { poolIdentity } from '../../../src/base/channels.ts'
import type { PoolEvent } from '../../../src/base/pool-events.ts'
import { EventHub } from '../../../src/pool/event-hub.ts'
import { heardOn, onChannel } from '../../support/channel-log.ts'
import { settle } from '../../support/manual-clock.ts'
import { uncaught } from '../../support/uncaught.ts'

describe('the events of a pool', () => {
  it('carry slot, time and cause, undefined where there is none, and what is their own', async () => {
    vi.useFakeTimers({ now: 1_234, toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const hub = new EventHub(poolIdentity('p'))
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
    const hub = new EventHub(poolIdentity('p'))
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
    const hub = new EventHub(poolIdentity('p'))
    const heard: string[] = []
    hub.on('degraded', () => {
      throw new Error('of the listener')
    })
    hub.on('degraded', () => heard.push('other'))
    hub.tell('degraded', { cause: undefined })
    await settle()
    expect([heard, caught]).toEqual([['other'], [new Error('of the listener')]])
  })

  it('are published to node:diagnostics_channel, with who tells them, whether or not the pool has listeners', async () => {
    const identity = poolIdentity('p')
    const hub = new EventHub(identity)
    const published = heardOn<{ event: PoolEvent }>('event')
    const heard: PoolEvent[] = []
    hub.tell('lease:leaked', { slot: 1, heldMs: 50 })
    hub.on('lease:leaked', (event) => heard.push(event))
    hub.tell('lease:leaked', { slot: 2, heldMs: 50 })
    await settle()
    expect(published).toMatchObject([1, 2].map((slot) => ({ ...identity, name: 'lease:leaked', event: { slot } })))
    expect(heard).toEqual([published[1]?.event])
  })

  it('reach who subscribed to their channel after what is being done now, as they reach a listener', async () => {
    const hub = new EventHub(poolIdentity('p'))
    const order: string[] = []
    onChannel('qdrant-worker-pool:event', () => order.push('told'))
    hub.tell('recovered', {})
    order.push('done')
    await settle()
    expect(order).toEqual(['done', 'told'])
  })
})
