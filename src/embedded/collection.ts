import type { CollectionConfig } from './collection-config.ts'
import { noSuchVector } from './errors.ts'
import type { FilterContext, Predicate } from './filter/predicate.ts'
import type { PointId } from './ids.ts'
import type { JsonPath } from './json-path.ts'
import { PayloadIndexes } from './payload-index.ts'
import { PointStore } from './points/point-store.ts'
import { columnsOf } from './vector-params.ts'
import type { VectorColumn } from './vectors/vector-column.ts'

/** One collection: its configuration, its points and what it was told to index. */
export class Collection implements FilterContext {
  config: CollectionConfig
  readonly points: PointStore
  readonly indexes = new PayloadIndexes()
  /** The number of the last operation: the version of the points that it touched. */
  operation = 0
  /** What the database has still to write, and whether vectors are part of it. */
  readonly changes = new Map<PointId, 'payload' | 'point'>()

  constructor(config: CollectionConfig) {
    this.config = config
    this.points = new PointStore(columnsOf(config.params))
  }

  /** @throws ApiError 400 */
  column(name: string): VectorColumn {
    const column = this.points.columns.get(name)
    if (!column) throw noSuchVector(name)
    return column
  }

  idAt(slot: number): PointId | undefined {
    return this.points.idAt(slot)
  }

  hasVector(name: string, slot: number): boolean {
    return this.points.columns.get(name)?.has(slot) ?? false
  }

  tokenizer(path: JsonPath) {
    return this.indexes.tokenizer(path)
  }

  matches(slot: number, filter: Predicate | undefined): boolean {
    return filter === undefined || filter(this.points.payloadAt(slot), slot)
  }

  /** All slots that match, in no particular order. */
  matching(filter: Predicate | undefined): number[] {
    return [...this.points.slots()].filter((slot) => this.matches(slot, filter))
  }
}
