import type { PointId } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import type { JsonPath } from '../json-path.ts'

/** `payload` is the point's payload, or one element of it inside a nested filter. */
export type Predicate = (payload: JsonObject, slot: number) => boolean

/** What a filter asks of the collection that it is compiled for. */
export interface FilterContext {
  idAt(slot: number): PointId | undefined
  /** @throws ApiError 400 when there is no vector of that name */
  hasVector(name: string, slot: number): boolean
  /** How the text index on that field takes text apart; undefined where there is none. */
  tokenizer(path: JsonPath): ((text: string) => string[]) | undefined
}
