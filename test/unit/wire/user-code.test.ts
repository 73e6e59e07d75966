import { describe, expect, it } from 'vitest'
import { StrayError, UserCode } from '../../../src/wire/user-code.ts'
import { settle } from '../../support/manual-clock.ts'

const THROWN = { kind: 'code', name: 'TypeError', message: 'stray' } as const

function setUp() {
  const underWay: number[] = []
  return { code: new UserCode((count) => underWay.push(count)), underWay }
}

describe("the user's code", () => {
  it('gives what it resolves or rejects with, and is told as under way meanwhile', async () => {
    const { code, underWay } = setUp()
    const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
    const runs = [code.run(() => first.promise), code.run(() => second.promise)]
    expect(underWay).toEqual([1, 2])
    second.reject(new RangeError('too long'))
    await expect(runs[1]).rejects.toThrow('too long')
    expect(underWay).toEqual([1, 2, 1])
    first.resolve('done')
    expect([await runs[0], underWay]).toEqual(['done', [1, 2, 1, 0]])
  })

  it('fails with what was thrown outside of its promise, every run at that moment and no other', async () => {
    const { code } = setUp()
    const before = code.run(async () => 'before')
    await settle()
    const runs = [1, 2].map(() => code.run(() => new Promise(() => {})))
    code.strayed(THROWN)
    const after = code.run(async () => 'after')
    for (const run of runs) await expect(run).rejects.toMatchObject({ name: 'StrayError', thrown: THROWN })
    expect(await Promise.all([before, after])).toEqual(['before', 'after'])
  })

  it('is under way for as long as it goes on, though its run was given up', async () => {
    const { code, underWay } = setUp()
    const work = Promise.withResolvers<string>()
    const run = code.run(() => work.promise)
    code.strayed(THROWN)
    await expect(run).rejects.toBeInstanceOf(StrayError)
    expect(underWay).toEqual([1])
    work.reject(new Error('nobody hears this'))
    await settle()
    expect(underWay).toEqual([1, 0])
  })

  it('is not under way any more where it throws at once instead of giving a promise', async () => {
    const { code, underWay } = setUp()
    const run = code.run(() => {
      throw new TypeError('no promise')
    })
    await expect(run).rejects.toThrow('no promise')
    expect(underWay).toEqual([1, 0])
  })
})
