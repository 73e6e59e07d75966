import { describe, expect, it } from 'vitest'
import { settle } from '../../support/manual-clock.ts'
import { allBusy, routed, upsert } from '../../support/routed-dispatcher.ts'

describe('calls that need the model', () => {
  it('go to workers that have it, and no others', async () => {
    const { text, sent, answer } = routed(3, 1)
    const calls = [text(), text()]
    await settle()
    expect(sent()).toEqual(['0 text'])
    await answer(0)
    expect(sent()).toEqual(['0 text', '0 text'])
    await answer(1)
    expect(await Promise.all(calls)).toEqual([0, 1])
  })

  it('leave the way free for others, of their lane too, for which a worker is free', async () => {
    const { text, submit, sent } = routed(3, 1)
    for (let waiting = 0; waiting < 50; waiting++) text()
    submit()
    submit()
    await settle()
    expect(sent().sort()).toEqual(['0 text', '1 other', '2 other'])
  })

  it('have a worker with the model before others that could go elsewhere, though these came first', async () => {
    const { call, textTo, since, free } = await allBusy(2, 1)
    call('first')
    textTo('second')
    call('third')
    await free(0)
    expect(since()).toEqual(['0 second'])
    await free(1)
    expect(since()).toEqual(['0 second', '1 first'])
    await free(0)
    expect(since()).toEqual(['0 second', '1 first', '0 third'])
  })

  it('keep their order among themselves', async () => {
    const { textTo, since, free } = await allBusy(2, 1)
    for (const name of ['a', 'b', 'c']) textTo(name)
    for (let turn = 0; turn < 3; turn++) await free(0)
    expect(since()).toEqual(['0 a', '0 b', '0 c'])
  })

  it('of lane batch let interactive calls go first, and have one turn in seventeen', async () => {
    const { call, textTo, since, free } = await allBusy(2, 1)
    textTo('nightly', { priority: 'batch' })
    for (let turn = 0; turn < 20; turn++) call(`i${turn}`)
    for (let turn = 0; turn < 17; turn++) await free(0)
    expect(since().indexOf('0 nightly')).toBe(16)
  })

  it('of lane batch have their turn whatever the workers without the model take meanwhile', async () => {
    const { call, textTo, since, free } = await allBusy(2, 1)
    textTo('nightly', { priority: 'batch' })
    for (let turn = 0; turn < 50; turn++) {
      textTo(`t${turn}`)
      call(`o${turn}`)
    }
    for (let turn = 0; turn < 17; turn++) {
      await free(1)
      await free(0)
    }
    const withModel = since().filter((one) => one.startsWith('0'))
    expect(withModel.indexOf('0 nightly')).toBe(16)
  })

  it('share the way to a thread with their like, those that wait for workers with the model shared out over these', async () => {
    const { text, submit, crew, answer } = routed(3, 1)
    text()
    submit()
    await settle()
    // Both are known to be quick.
    await answer(0)
    await answer(1)
    const before = crew.tasks.length
    for (let turn = 0; turn < 3; turn++) {
      submit()
      text()
    }
    await settle()
    const together = crew.sent.slice(2).map(({ slot, request }) => `${slot} ${request.operation}`)
    expect(crew.tasks.slice(before).sort()).toEqual([1, 2, 3])
    expect(together.filter((one) => one.startsWith('0'))).toEqual(['0 embedQuery', '0 embedQuery', '0 embedQuery'])
    expect(together.filter((one) => one.endsWith('count'))).toHaveLength(3)
  })

  it('are shared out by their own number, however many others wait', async () => {
    const { text, call, crew, free, since } = await allBusy(3, 2)
    await free(0)
    await free(1)
    for (let turn = 0; turn < 6; turn++) call(`o${turn}`)
    text()
    text()
    await settle()
    expect([since().slice(0, 2).sort(), crew.tasks.slice(3)]).toEqual([
      ['0 c', '1 c'],
      [1, 1],
    ])
  })

  it('have one more worker opened for them where none with it is free, though others are', async () => {
    const { text, crew } = routed(3, 1)
    text()
    await settle()
    expect(crew.grown).toBe(0)
    text()
    await settle()
    expect(crew.grown).toBe(1)
  })

  it('wait for earlier writes to their points, and then for a worker with the model again', async () => {
    const { submit, sent, answer, crew } = routed(3, 2)
    submit(upsert(1))
    submit(upsert(1))
    submit(upsert(2))
    await settle()
    expect(sent()).toEqual(['1 text', '0 text'])
    expect(crew.sent.map(({ request }) => (request.params.points as { id: number }[])[0]?.id)).toEqual([1, 2])
    await answer(0)
    expect(sent()).toEqual(['1 text', '0 text', '1 text'])
  })

  it('say at their acquireTimeoutMs that they waited for a worker with the model', async () => {
    const { text, submit, clock } = routed(2, 1)
    text({ acquireTimeoutMs: 1_000 })
    submit({}, { acquireTimeoutMs: 1_000 })
    await settle()
    const late = [text({ acquireTimeoutMs: 50 }), submit(), submit({}, { acquireTimeoutMs: 50 })]
    await clock.advance(50)
    await expect(late[0]).rejects.toThrow("No worker with the embedding model of pool 'p' came free within 50 ms")
    await expect(late[2]).rejects.toThrow("No worker of pool 'p' came free within 50 ms")
  })

  it('are refused where they would wait and may not, however many workers without the model are free', async () => {
    const { text, submit, sent } = routed(3, 1, { maxQueue: 0 })
    text()
    const refused = text()
    submit()
    submit()
    await expect(refused).rejects.toMatchObject({ code: 'E016', phase: 'queue' })
    expect(sent().sort()).toEqual(['0 text', '1 other', '2 other'])
  })

  it('go in order of entry with all others where every worker has the model', async () => {
    const { call, textTo, since, free } = await allBusy(1, 1)
    call('a')
    textTo('b')
    call('c')
    textTo('d')
    for (let turn = 0; turn < 4; turn++) await free(0)
    expect(since()).toEqual(['0 a', '0 b', '0 c', '0 d'])
  })
})
