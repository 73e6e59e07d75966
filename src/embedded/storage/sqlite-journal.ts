import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Collection } from '../collection.ts'
import type { CollectionConfig } from '../collection-config.ts'
import { decodeId, encodeId } from '../ids.ts'
import { isObject, type JsonObject, parseJson, stringifyJson } from '../json.ts'
import { parsePath } from '../json-path.ts'
import type { Journal } from './journal.ts'

const FILE = 'embedded.sqlite'
/** Raised with every change of the tables: an older or newer file is refused, not guessed at. */
const FORMAT = 1

const TABLES = `
  CREATE TABLE IF NOT EXISTS collections (name TEXT PRIMARY KEY, config TEXT NOT NULL, indexes TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS aliases (alias TEXT PRIMARY KEY, collection TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS points (
    collection TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, payload TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS vectors (
    collection TEXT NOT NULL, id BLOB NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (collection, id, name)
  ) STRICT;
`

/**
 * Opens the database in a directory, which is made if it is not there. One process a directory: SQLite holds the file
 * exclusively until it is closed or the process ends, however it ends.
 * @throws Error with a cause
 */
export function openSqliteJournal(directory: string): Journal {
  let database: DatabaseSync | undefined
  try {
    mkdirSync(directory, { recursive: true })
    database = new DatabaseSync(join(directory, FILE))
    // The lock comes first: exclusive mode takes effect with the first read or write in it.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    checkFormat(database)
    database.exec(TABLES)
    return new SqliteJournal(database)
  } catch (cause) {
    database?.close()
    throw new Error(`The embedded server cannot open ${directory}: ${reasonOf(cause)}`, { cause })
  }
}

function checkFormat(database: DatabaseSync): void {
  const format = database.prepare('PRAGMA user_version').get()?.user_version
  if (format === 0) database.exec(`PRAGMA user_version = ${FORMAT}`)
  else if (format !== FORMAT) throw new Error(`its format is ${format}, this version reads format ${FORMAT}`)
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return /locked|busy/i.test(message) ? 'another process is using it (one process at a time)' : message
}

class SqliteJournal implements Journal {
  readonly #database: DatabaseSync
  readonly #saveCollection: StatementSync
  readonly #savePoint: StatementSync
  readonly #deletePoint: StatementSync
  readonly #saveVector: StatementSync
  readonly #deleteVectors: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#saveCollection = database.prepare('INSERT OR REPLACE INTO collections VALUES (?, ?, ?)')
    this.#savePoint = database.prepare('INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?)')
    this.#deletePoint = database.prepare('DELETE FROM points WHERE collection = ? AND id = ?')
    this.#saveVector = database.prepare('INSERT INTO vectors VALUES (?, ?, ?, ?)')
    this.#deleteVectors = database.prepare('DELETE FROM vectors WHERE collection = ? AND id = ?')
  }

  load() {
    const collections = new Map<string, Collection>()
    for (const { name, config, indexes } of this.#database
      .prepare('SELECT * FROM collections ORDER BY name')
      .iterate()) {
      collections.set(String(name), collectionOf(String(config), String(indexes)))
    }
    for (const row of this.#database.prepare('SELECT * FROM points').iterate()) {
      const collection = collections.get(String(row.collection))
      if (!collection) continue
      const slot = collection.points.ensure(decodeId(blob(row.id)))
      collection.points.setPayload(slot, objectIn(String(row.payload)))
      collection.points.touch(slot, Number(row.version))
      collection.operation = Math.max(collection.operation, Number(row.version))
    }
    for (const row of this.#database.prepare('SELECT * FROM vectors').iterate()) {
      const collection = collections.get(String(row.collection))
      const slot = collection?.points.slotOf(decodeId(blob(row.id)))
      if (slot !== undefined) collection?.points.columns.get(String(row.name))?.restore(slot, blob(row.data))
    }
    const aliases = new Map<string, string>()
    for (const row of this.#database.prepare('SELECT * FROM aliases').iterate()) {
      aliases.set(String(row.alias), String(row.collection))
    }
    return { collections, aliases }
  }

  saveCollection(name: string, collection: Collection): void {
    const indexes = stringifyJson(Object.fromEntries(collection.indexes.entries()))
    this.#saveCollection.run(name, stringifyJson(collection.config), indexes)
  }

  deleteCollection(name: string): void {
    this.#transaction(() => {
      for (const table of ['vectors', 'points', 'aliases']) {
        this.#database.prepare(`DELETE FROM ${table} WHERE collection = ?`).run(name)
      }
      this.#database.prepare('DELETE FROM collections WHERE name = ?').run(name)
    })
  }

  saveAliases(aliases: ReadonlyMap<string, string>): void {
    this.#transaction(() => {
      this.#database.exec('DELETE FROM aliases')
      const insert = this.#database.prepare('INSERT INTO aliases VALUES (?, ?)')
      for (const [alias, target] of aliases) insert.run(alias, target)
    })
  }

  savePoints(name: string, collection: Collection): void {
    const { points } = collection
    this.#transaction(() => {
      for (const [id, what] of collection.changes) {
        const key = encodeId(id)
        const slot = points.slotOf(id)
        if (what === 'point') this.#deleteVectors.run(name, key)
        if (slot === undefined) {
          this.#deletePoint.run(name, key)
          continue
        }
        this.#savePoint.run(name, key, points.versionAt(slot), stringifyJson(points.payloadAt(slot)))
        if (what === 'payload') continue
        for (const [vector, column] of points.columns) {
          if (column.has(slot)) this.#saveVector.run(name, key, vector, column.encode(slot))
        }
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /** SQLite has rolled back by itself after some errors, such as a full disk. */
  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // No transaction is left, which is what was wanted.
    }
  }
}

function collectionOf(config: string, indexes: string): Collection {
  // Written by saveCollection from a CollectionConfig.
  const collection = new Collection(objectIn(config) as CollectionConfig)
  for (const [path, schema] of Object.entries(objectIn(indexes))) collection.indexes.set(parsePath(path), schema)
  return collection
}

function objectIn(text: string): JsonObject {
  const value = parseJson(text)
  return isObject(value) ? value : {}
}

function blob(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array()
}
