import type { Collection } from '../collection.ts'
import { unknownQuery, untagged } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { objectOf } from '../reader.ts'
import type { Hit } from '../search/top-k.ts'
import { finite } from './expression.ts'
import { ExpressionParser } from './expression-parser.ts'
import { Variables } from './variables.ts'

/** Scores a point anew from what the prefetches found and from its payload. @throws ApiError 400 */
export type Formula = (lists: readonly (readonly Hit[])[]) => (slot: number) => number

/** @param where the query's place in the request. @throws ApiError 400 or 422 */
export function parseFormula(query: JsonObject, collection: Collection, where: string): Formula {
  return untagged(() => {
    const { defaults = {}, formula } = query
    const variables = new Variables(objectOf(defaults, 'a map'), `${where}.defaults`)
    const expression = new ExpressionParser(variables, collection).parse(formula, where)
    return (lists) => {
      const scores = lists.map((hits) => new Map(hits.map(({ slot, score }) => [slot, score])))
      return (slot) => {
        const value = expression({ slot, payload: collection.points.payloadAt(slot), scores })
        return finite(Math.fround(value), (shown) => `${shown(Math.fround(value))} as f32`)
      }
    }
  }, unknownQuery)
}
