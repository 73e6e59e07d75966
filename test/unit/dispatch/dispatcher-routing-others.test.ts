import { describe, expect, it } from 'vitest'
import { settle } from '../../support/manual-clock.ts'
import { allBusy, retrieve, routed } from '../../support/routed-dispatcher.ts'

describe('calls that need no model', () => {
  it('prefer workers without it, and take one with it when no other is free', async () => {
    const { submit, sent } = routed(3, 2)
    for (let turn = 0; turn < 3; turn++) submit()
    await settle()
    expect(sent()).toEqual(['2 other', '1 other', '0 other'])
  })

  it('prefer a worker without it that has room to an idle one with it', async () => {
    const { submit, sent } = routed(2, 1, { depth: 2 })
    for (let turn = 0; turn < 3; turn++) submit({ target: `t${turn}` })
    await settle()
    expect(sent()).toEqual(['1 other', '1 other', '0 other'])
  })

  it('have one turn in seventeen at workers with the model, where the others serve nobody', async () => {
    const { call, textTo, since, free } = await allBusy(2, 1)
    call('patient')
    for (let turn = 0; turn < 20; turn++) textTo(`t${turn}`)
    for (let turn = 0; turn < 17; turn++) await free(0)
    expect(since().indexOf('0 patient')).toBe(16)
  })

  it('still travel together while calls that need it wait between them', async () => {
    const { submit, text, crew, free } = await allBusy(2, 1, { coalesce: 128 })
    for (const id of [1, 2, 3]) {
      submit(retrieve(id))
      text()
    }
    await free(1)
    expect(crew.sent[2]).toMatchObject({ slot: 1, request: { params: { ids: [1, 2, 3] } } })
  })

  it('are shared out over the workers that those that need the model leave to them', async () => {
    const { submit, text, crew } = routed(3, 1, { coalesce: 128 })
    for (let id = 0; id < 4; id++) {
      submit(retrieve(id))
      text()
    }
    await settle()
    const merged = crew.sent.filter(({ slot }) => slot > 0)
    expect(merged.map(({ request }) => (request.params.ids as number[]).length)).toEqual([2, 2])
  })
})

describe('a lease', () => {
  it('takes a worker without the model first, and one with it where no other is idle', async () => {
    const { acquire } = routed(2, 1)
    const first = await acquire()
    const second = await acquire()
    expect([first.entry.slot, second.entry.slot]).toEqual([1, 0])
  })

  it('waits for any worker to come idle, and nobody goes before it then', async () => {
    const { acquire, text, submit, sent, answer } = routed(2, 1, { depth: 2 })
    for (let turn = 0; turn < 2; turn++) submit({ target: `o${turn}` })
    text()
    await settle()
    expect(sent()).toEqual(['1 other', '1 other', '0 text'])
    const lease = acquire()
    await settle()
    text()
    submit()
    await settle()
    expect(sent()).toHaveLength(3)
    await answer(2)
    expect((await lease).entry.slot).toBe(0)
    expect(sent()).toHaveLength(3)
    await answer(0)
    expect(sent().slice(3)).toEqual(['1 other'])
  })
})
