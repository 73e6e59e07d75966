import { describe, expect, it } from 'vitest'
import { poolIdentity } from '../../../src/base/channels.ts'
import { Recorder } from '../../../src/metrics/recorder.ts'
import { Regions } from '../../../src/metrics/regions.ts'
import { SlotRegion } from '../../../src/metrics/slot-region.ts'
import { between, takeSnapshot } from '../../../src/metrics/snapshot.ts'

describe('the regions of a pool', () => {
  it('show the main thread what a worker has counted', () => {
    const regions = new Regions()
    const worker = new SlotRegion(regions.slotFor(0).memory)
    worker.requested(3)
    worker.embedded(2, 40)
    worker.checked('medium', 7)
    const { requests, embedding, texts, checks } = takeSnapshot(regions)
    expect([requests.max, embedding.max, texts, checks.medium.max, checks.deep.count]).toEqual([3, 40, 2, 7, 0])
  })

  it('keep the totals of a slot for its next worker, whose heartbeat begins anew', () => {
    const regions = new Regions()
    const first = new SlotRegion(regions.slotFor(3).memory)
    first.requested(1)
    first.heartbeat.native = true
    const second = new SlotRegion(regions.slotFor(3).memory)
    second.requested(1)
    expect([takeSnapshot(regions).requests.count, second.heartbeat.native]).toEqual([2, false])
  })

  it('hold each figure of a slot in a place of its own', () => {
    const regions = new Regions()
    const worker = new SlotRegion(regions.slotFor(0).memory)
    // Their counts are the last of a measure.
    const hour = 3_600_000
    worker.requested(hour + 1)
    worker.embedded(5, hour + 2)
    worker.checked('fast', hour + 4)
    worker.checked('medium', hour + 8)
    worker.checked('deep', hour + 16)
    worker.heartbeat.sockets = 7
    const { requests, embedding, texts, checks } = takeSnapshot(regions)
    const found = [requests, embedding, checks.fast, checks.medium, checks.deep]
    expect(found.map(({ count, sum }) => [count, sum - hour])).toEqual([1, 2, 4, 8, 16].map((more) => [1, more]))
    expect([texts, worker.heartbeat.sockets]).toEqual([5, 7])
  })

  it('hold each figure of the pool in a place of its own', () => {
    const { pool } = new Regions()
    const names = Object.keys(pool.totals) as (keyof typeof pool.totals)[]
    for (const [index, name] of names.entries()) pool.totals[name] += index + 1
    pool.acquire.record(3)
    pool.batches.record(9)
    expect(Object.values(pool.totals)).toEqual(names.map((_, index) => index + 1))
    expect([pool.acquire.read().sum, pool.batches.read().sum]).toEqual([3, 9])
  })

  it('add up over slots', () => {
    const regions = new Regions()
    for (const slot of [1, 7, 0]) regions.slotFor(slot).requested(slot)
    expect(takeSnapshot(regions).requests).toMatchObject({ count: 3, sum: 8, max: 7 })
  })

  it('count calls and errors by operation, and more operations than there can be as others', () => {
    const regions = new Regions()
    const recorder = new Recorder(regions, poolIdentity('p'))
    recorder.settled('query', 2, true)
    recorder.settled('query', 4, false)
    for (let index = 0; index < 200; index++) recorder.settled(`made up ${index}`, 1, true)
    const { operations } = takeSnapshot(regions)
    expect(operations.get('query')).toMatchObject({ errors: 1, durations: { count: 2, sum: 6, max: 4 } })
    expect([operations.size, operations.get('other')?.durations.count]).toEqual([129, 73])
  })

  it('stay as they were where nothing is recorded', () => {
    const regions = new Regions()
    regions.recording.on = false
    const recorder = new Recorder(regions, poolIdentity('p'))
    recorder.settled('query', 2, true)
    recorder.acquired(1)
    recorder.sent(1)
    recorder.retried()
    recorder.timedOut()
    const worker = regions.slotFor(0)
    worker.requested(1)
    worker.checked('fast', 1)
    worker.embedded(1, 1)
    const { operations, acquire, batches, totals, requests, checks, texts } = takeSnapshot(regions)
    expect(operations.size + acquire.count + batches.count + requests.count + checks.fast.count + texts).toBe(0)
    expect(Object.values(totals).every((total) => total === 0)).toBe(true)
  })
})

it('what happened between two snapshots is their difference', () => {
  const regions = new Regions()
  const recorder = new Recorder(regions, poolIdentity('p'))
  const worker = regions.slotFor(0)
  const each = (value: number) => {
    recorder.acquired(value)
    recorder.sent(value)
    worker.requested(value)
    worker.embedded(value, value)
    for (const tier of ['fast', 'medium', 'deep'] as const) worker.checked(tier, value)
  }
  recorder.settled('count', 5, false)
  recorder.retried()
  each(7)
  const earlier = takeSnapshot(regions)
  each(3)
  recorder.settled('count', 50, true)
  recorder.settled('query', 1, false)
  recorder.timedOut()
  const since = between(earlier, takeSnapshot(regions))
  const { operations, totals, texts, acquire, batches, requests, embedding, checks } = since
  for (const measure of [acquire, batches, requests, embedding, ...Object.values(checks)])
    expect([measure.count, measure.sum, measure.max]).toEqual([1, 3, expect.closeTo(3, 1)])
  expect(operations.get('count')).toMatchObject({ errors: 0, durations: { count: 1, sum: 50, max: 50 } })
  expect(operations.get('query')).toMatchObject({ errors: 1, durations: { count: 1 } })
  expect([totals.timeouts, totals.retries, texts]).toEqual([1, 0, 3])
})
