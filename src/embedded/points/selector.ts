import type { Collection } from '../collection.ts'
import { malformed, noSuchPoint } from '../errors.ts'
import { optionalFilter } from '../filter/filter.ts'
import { pointId } from '../ids.ts'
import type { Json, JsonObject } from '../json.ts'
import { arrayOf } from '../reader.ts'
import { refuseShardKey } from './point-parser.ts'

export interface Selection {
  /** Slots are looked up when the operation runs: in a batch an earlier one may have added points. */
  slots(): number[]
  /** @throws ApiError 404 for the first id that is not there */
  expectAll(): void
}

/** `points` or `filter`, beside whatever else the operation has. */
export function parseSelection(body: JsonObject, collection: Collection, missing: string): Selection {
  refuseShardKey(body)
  const { points } = collection
  if (isGiven(body.points)) {
    const ids = arrayOf(body.points).map(pointId)
    return {
      slots: () => ids.map((id) => points.slotOf(id)).filter((slot) => slot !== undefined),
      expectAll() {
        const absent = ids.find((id) => points.slotOf(id) === undefined)
        if (absent !== undefined) throw noSuchPoint(absent)
      },
    }
  }
  if (!isGiven(body.filter)) throw malformed(missing)
  const filter = optionalFilter(body.filter, collection, 'filter_selector')
  return { slots: () => collection.matching(filter), expectAll() {} }
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null
}
