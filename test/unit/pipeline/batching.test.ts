import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inBatches } from '../../../src/pipeline/ingest/batching.ts'

const collect = async (items: readonly number[], bounds: { count: number; bytes: number }) => {
  const batches: number[][] = []
  for await (const batch of inBatches(items, bounds, (item) => item)) batches.push(batch)
  return batches
}

it('keeps every item, in order, within both bounds but for one that is too large alone (seed is printed on failure)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(40)),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 50 }),
      async (items, count, bytes) => {
        const batches = await collect(items, { count, bytes })
        expect(batches.flat()).toEqual(items)
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(count)
          if (batch.length > 1) expect(batch.reduce((sum, item) => sum + item, 0)).toBeLessThanOrEqual(bytes)
        }
      },
    ),
  )
})

it('reads no further than the batch that is asked for', async () => {
  let read = 0
  const source = function* () {
    for (;;) yield read++
  }
  const batches = inBatches(source(), { count: 3, bytes: 1_000 }, () => 1)
  await batches.next()
  expect(read).toBe(3)
  await batches.return(undefined)
})
