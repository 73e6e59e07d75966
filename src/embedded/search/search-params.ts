import { isObject, type Json } from '../json.ts'
import { booleanOf, countOf, numberOf, objectOf, optional, within } from '../reader.ts'

/** Says what is wrong with `params`. All search is exact, so that what is right changes nothing. @throws ApiError 400 or 422 */
export function checkSearchParams(value: Json | undefined, where: string): void {
  if (value === undefined || value === null) return
  const params = objectOf(value, 'struct SearchParams')
  optional(params.hnsw_ef, countOf)
  optional(params.exact, booleanOf)
  optional(params.indexed_only, booleanOf)
  const quantization = optional(params.quantization, (given) => objectOf(given, 'struct QuantizationSearchParams'))
  if (quantization) {
    optional(quantization.ignore, booleanOf)
    optional(quantization.rescore, booleanOf)
    const oversampling = optional(quantization.oversampling, numberOf) ?? 1
    within(oversampling, { where: `${where}.quantization.oversampling`, min: 1, isFloat: true })
  }
  if (!isObject(params.acorn)) return
  optional(params.acorn.enable, booleanOf)
  const selectivity = optional(params.acorn.max_selectivity, numberOf) ?? 0
  within(selectivity, { where: `${where}.acorn.max_selectivity`, min: 0, max: 1, isFloat: true })
}
