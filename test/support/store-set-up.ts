import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Pool } from '../../src/index.ts'
import { type CollectionSettings, MemoryStore } from '../../src/store/index.ts'

export interface Note {
  readonly user: string
  readonly stars: number
  readonly tags?: readonly string[]
  readonly home?: { readonly city: string }
}

/** A name that no other test has; its collection is deleted when the test ends. */
export function collectionOf(pool: Pool): string {
  const name = `qdrant-worker-pool-store-${randomUUID()}`
  onTestFinished(async () => {
    await pool.client.deleteCollection(name)
  })
  return name
}

/** A store of notes on a collection of its own. */
export function notesOn(pool: Pool, settings: Partial<CollectionSettings<Note>> = {}): Promise<MemoryStore<Note>> {
  return MemoryStore.open<Note>(pool, { name: collectionOf(pool), ...settings })
}
