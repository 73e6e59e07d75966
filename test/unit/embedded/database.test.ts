import { expect, it } from 'vitest'
import { configOf } from '../../../src/embedded/collection-config.ts'
import { Database } from '../../../src/embedded/database.ts'
import { parseUpdate } from '../../../src/embedded/points/updates.ts'
import type { Journal } from '../../../src/embedded/storage/journal.ts'

/** Says what it was asked to keep, and refuses while `isFull`. */
class JournalUnderTest implements Journal {
  isFull = false
  readonly saved: unknown[][] = []

  load() {
    return { collections: new Map(), aliases: new Map() }
  }
  saveCollection() {}
  deleteCollection() {}
  saveAliases() {}
  savePoints: Journal['savePoints'] = (_name, { changes }) => {
    if (this.isFull) throw new Error('disk full')
    this.saved.push([...changes])
  }
  close() {}
}

function start() {
  const journal = new JournalUnderTest()
  const database = new Database(journal)
  database.create('a', configOf({ vectors: {} }))
  const collection = database.collection('a')
  const upsert = (id: number) => parseUpdate('upsert', { points: [{ id, vector: {} }] }, collection)
  const setPayload = (id: number) => parseUpdate('set_payload', { payload: { x: 1 }, points: [id] }, collection)
  return { journal, database, upsert, setPayload }
}

it('writes a point once, however often a batch changed it', () => {
  const { journal, database, upsert, setPayload } = start()
  database.update('a', [upsert(1), setPayload(1), upsert(2)], true)
  database.update('a', [setPayload(1)], true)
  expect(journal.saved).toEqual([
    [
      [1, 'point'],
      [2, 'point'],
    ],
    [[1, 'payload']],
  ])
})

it('writes with the next update what the disk refused', () => {
  const { journal, database, upsert } = start()
  journal.isFull = true
  expect(() => database.update('a', [upsert(1)], true)).toThrow('disk full')
  journal.isFull = false
  database.update('a', [upsert(2)], true)
  expect(journal.saved).toEqual([
    [
      [1, 'point'],
      [2, 'point'],
    ],
  ])
})

it('writes what was changed before an update failed', () => {
  const { journal, database, upsert, setPayload } = start()
  expect(() => database.update('a', [upsert(1), setPayload(9), upsert(2)], true)).toThrow('No point with id 9 found')
  expect(journal.saved).toEqual([[[1, 'point']]])
})
