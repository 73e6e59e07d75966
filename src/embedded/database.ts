import { Collection } from './collection.ts'
import type { CollectionConfig } from './collection-config.ts'
import { checkNewName } from './collection-name.ts'
import { ApiError, noSuchCollection, notFound, wrongInput } from './errors.ts'
import type { Update } from './points/updates.ts'
import type { Journal } from './storage/journal.ts'

export interface UpdateResult {
  readonly operation_id: number
  readonly status: 'completed' | 'acknowledged'
}

/** All collections and aliases. Everything is synchronous, so one request never sees half of another. */
export class Database {
  readonly #collections: Map<string, Collection>
  readonly #aliases: Map<string, string>
  readonly #journal: Journal | undefined

  constructor(journal?: Journal) {
    const kept = journal?.load()
    this.#collections = kept?.collections ?? new Map()
    this.#aliases = kept?.aliases ?? new Map()
    this.#journal = journal
  }

  names(): string[] {
    return [...this.#collections.keys()]
  }

  aliases(of?: string): { alias_name: string; collection_name: string }[] {
    return [...this.#aliases]
      .filter(([, collection]) => of === undefined || collection === of)
      .map(([alias_name, collection_name]) => ({ alias_name, collection_name }))
  }

  find(nameOrAlias: string): Collection | undefined {
    return this.#collections.get(this.#resolve(nameOrAlias))
  }

  /** @throws ApiError 404 */
  collection(nameOrAlias: string): Collection {
    const collection = this.find(nameOrAlias)
    if (!collection) throw noSuchCollection(nameOrAlias)
    return collection
  }

  create(name: string, config: CollectionConfig): void {
    checkNewName(name)
    if (this.#collections.has(name)) throw new ApiError(409, `Wrong input: Collection \`${name}\` already exists!`)
    if (this.#aliases.has(name)) {
      throw wrongInput(`Can't create collection with name ${name}. Alias with the same name already exists`)
    }
    const collection = new Collection(config)
    this.#journal?.saveCollection(name, collection)
    this.#collections.set(name, collection)
  }

  /** Changes the configuration or the indexes of a collection. */
  alter(nameOrAlias: string, change: (collection: Collection) => void): void {
    const collection = this.collection(nameOrAlias)
    change(collection)
    this.#journal?.saveCollection(this.#resolve(nameOrAlias), collection)
  }

  /** @returns whether there was one */
  delete(nameOrAlias: string): boolean {
    const name = this.#resolve(nameOrAlias)
    if (!this.#collections.delete(name)) return false
    for (const [alias, target] of this.#aliases) if (target === name) this.#aliases.delete(alias)
    this.#journal?.deleteCollection(name)
    return true
  }

  createAlias(alias: string, target: string): void {
    if (!this.#collections.has(target)) throw noSuchCollection(target)
    if (this.#collections.has(alias)) throw new ApiError(409, `Wrong input: Collection \`${alias}\` already exists!`)
    this.#aliases.set(alias, target)
  }

  deleteAlias(alias: string): void {
    this.#aliases.delete(alias)
  }

  renameAlias(from: string, to: string): void {
    const target = this.#aliases.get(from)
    if (target === undefined) throw notFound(`Alias ${from} does not exists!`)
    this.#aliases.delete(from)
    this.createAlias(to, target)
  }

  /** All of the actions or none. */
  changeAliases(actions: () => void): void {
    const before = [...this.#aliases]
    try {
      actions()
      this.#journal?.saveAliases(this.#aliases)
    } catch (error) {
      this.#aliases.clear()
      for (const [alias, target] of before) this.#aliases.set(alias, target)
      throw error
    }
  }

  /**
   * Applies and keeps updates, in order, up to the first that fails. Without `wait` the real server acknowledges
   * before it tries, so that failures stay untold; so it is here.
   */
  update(nameOrAlias: string, updates: readonly Update[], wait: boolean): UpdateResult[] {
    const collection = this.collection(nameOrAlias)
    const results: UpdateResult[] = []
    try {
      for (const update of updates) {
        collection.operation++
        results.push({ operation_id: collection.operation, status: wait ? 'completed' : 'acknowledged' })
        try {
          update()
        } catch (error) {
          if (wait || !(error instanceof ApiError)) throw error
        }
      }
    } finally {
      // What a failed update had changed before it failed is kept, as the answers that follow will show it. Where the
      // disk refuses, the changes stay on the list and go with the next write.
      if (collection.changes.size > 0) this.#journal?.savePoints(this.#resolve(nameOrAlias), collection)
      collection.changes.clear()
    }
    return results
  }

  close(): void {
    this.#journal?.close()
  }

  #resolve(nameOrAlias: string): string {
    return this.#collections.has(nameOrAlias) ? nameOrAlias : (this.#aliases.get(nameOrAlias) ?? nameOrAlias)
  }
}
