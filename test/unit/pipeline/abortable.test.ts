import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { abortable } from '../../../src/pipeline/abortable.ts'

class Item {}

it('keeps no item that was read', async () => {
  const source = function* () {
    for (let count = 0; count < 1_000; count++) yield new Item()
  }
  const items = abortable(source(), new AbortController().signal)
  for (let count = 0; count < 900; count++) await items.next()
  expect(queryObjects(Item, { format: 'count' })).toBeLessThan(10)
  await items.return(undefined)
})

it('rejects with the reason of an abort between two items, and ends its source', async () => {
  const abort = new AbortController()
  let ended = false
  const source = function* () {
    try {
      for (;;) yield 1
    } finally {
      ended = true
    }
  }
  const items = abortable(source(), abort.signal)
  await items.next()
  abort.abort(new Error('enough'))
  await expect(items.next()).rejects.toThrow('enough')
  expect(ended).toBe(true)
})

it('rejects with the error of its source', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything to give
  const source = function* () {
    throw new Error('the source broke')
  }
  await expect(abortable(source(), undefined).next()).rejects.toThrow('the source broke')
})
