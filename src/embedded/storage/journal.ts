import type { Collection } from '../collection.ts'

/** Where changes are kept. Each call is durable against the end of the process when it returns. */
export interface Journal {
  /** Fills an empty database with what was kept. */
  load(): { collections: Map<string, Collection>; aliases: Map<string, string> }
  /** The collection's configuration and indexes. */
  saveCollection(name: string, collection: Collection): void
  /** With its points and the aliases that point to it. */
  deleteCollection(name: string): void
  saveAliases(aliases: ReadonlyMap<string, string>): void
  /** The points in `collection.changes`. */
  savePoints(name: string, collection: Collection): void
  close(): void
}
