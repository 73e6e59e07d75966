import { describe, expect, it } from 'vitest'
import { REFUSED, setUpCrew } from '../../support/fake-actors.ts'

/** What `open` has come to. */
function opening({ crew }: ReturnType<typeof setUpCrew>, timeoutMs = 10_000) {
  const state: { outcome: 'open' | Error | undefined } = { outcome: undefined }
  crew.open(timeoutMs).then(
    () => Object.assign(state, { outcome: 'open' }),
    (error: Error) => Object.assign(state, { outcome: error }),
  )
  return state
}

describe('the start of a crew', () => {
  it('is over when minSize workers are open', async () => {
    const set = setUpCrew({ size: 5, minSize: 3 })
    const { actors, clock, crew } = set
    actors.connect = ({ entry }) => new Promise((resolve) => clock.after(10 * entry.slot, () => resolve(undefined)))
    const start = opening(set)
    await clock.advance(19)
    expect(start.outcome).toBeUndefined()
    await clock.advance(1)
    expect([start.outcome, crew.ledger.count('idle'), crew.ledger.size]).toEqual(['open', 3, 3])
  })

  it('is not over while a worker whose thread ended has yet to be started again', async () => {
    const set = setUpCrew({ size: 5, minSize: 2 }, () => 1)
    const { actors, clock, crew } = set
    const first = Promise.withResolvers<undefined>()
    actors.connect = ({ entry }) => (entry.slot === 0 ? first.promise : new Promise(() => {}))
    const start = opening(set)
    await clock.advance(0)
    for (const _ of [1, 2]) {
      actors.in(1).crash()
      await clock.advance(0)
    }
    first.resolve(undefined)
    await clock.advance(0)
    expect([crew.ledger.size, start.outcome]).toEqual([1, undefined])
    actors.connect = () => undefined
    await clock.advance(1_000)
    expect([crew.ledger.count('idle'), start.outcome]).toEqual([2, 'open'])
  })

  it('outlasts a server that refuses at first', async () => {
    const set = setUpCrew({ minSize: 2 })
    set.actors.connect = () => REFUSED
    const start = opening(set)
    await set.clock.advance(5_000)
    expect(start.outcome).toBeUndefined()
    set.actors.connect = () => undefined
    await set.clock.advance(2_000)
    expect(start.outcome).toBe('open')
  })

  it('fails at its time limit', async () => {
    const set = setUpCrew({ minSize: 2 })
    set.actors.connect = () => REFUSED
    const start = opening(set, 3_000)
    await set.clock.advance(2_999)
    expect(start.outcome).toBeUndefined()
    await set.clock.advance(1)
    expect(start.outcome).toEqual(new Error('not open within 3000 ms'))
  })

  it('fails at once where the embedder does not load', async () => {
    const set = setUpCrew({ minSize: 2 })
    set.actors.connect = () => ({ kind: 'code', name: 'Error', message: 'no such model' })
    const start = opening(set)
    await set.clock.advance(0)
    expect(start.outcome).toEqual(new Error('a worker cannot be opened'))
  })
})

describe('the end of a crew', () => {
  it('ends idle workers in order and the others at once, and resolves when every thread has ended', async () => {
    const { actors, clock, crew, told, open } = setUpCrew({ size: 3 })
    await open(2)
    actors.endMs = 50
    actors.connect = () => new Promise(() => {})
    await open(3)
    const busy = crew.take()
    let isClosed = false
    const closed = Promise.all([crew.close(), crew.close()]).then(() => {
      isClosed = true
    })
    await clock.advance(49)
    expect([isClosed, crew.ledger.count('dying')]).toEqual([false, 3])
    await clock.advance(1)
    await closed
    if (busy !== undefined) crew.release(busy)
    expect(actors.all.map(({ ending }) => ending)).toEqual(['retired', 'killed', 'killed'])
    const ends = told.filter(({ name }) => name === 'worker:retired').map(({ reason }) => reason)
    expect([ends, clock.pending]).toEqual([['close', 'close', 'close'], 0])
  })

  it('starts nothing more, whatever waits', async () => {
    const { actors, clock, crew, demand, open } = setUpCrew({ size: 3 })
    await open(1)
    demand.waiting = 10
    const closed = crew.close()
    await clock.advance(0)
    await closed
    crew.grow()
    await clock.advance(60_000)
    expect(actors.all).toHaveLength(1)
    await crew.close()
  })
})
