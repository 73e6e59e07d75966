import type { Json, JsonObject } from '../json.ts'
import { given } from './members.ts'
import type { Condition, FieldCondition, Filter } from './messages.ts'
import { idJson, integerJson } from './values.ts'

export function filterJson(filter: Filter | undefined): JsonObject | undefined {
  if (filter === undefined) return undefined
  const { must, should, mustNot, minShould } = filter
  const clause = (conditions: readonly Condition[]) =>
    conditions.length === 0 ? undefined : conditions.map(conditionJson)
  return given({
    must: clause(must),
    should: clause(should),
    must_not: clause(mustNot),
    min_should: minShould && {
      conditions: minShould.conditions.map(conditionJson),
      min_count: integerJson(minShould.minCount),
    },
  })
}

function conditionJson({ conditionOneOf: condition }: Condition): Json {
  switch (condition.case) {
    case 'field':
      return fieldJson(condition.value)
    case 'filter':
      return filterJson(condition.value) ?? {}
    case 'hasId':
      return { has_id: condition.value.hasId.map(idJson) }
    case 'hasVector':
      return { has_vector: condition.value.hasVector }
    case 'isEmpty':
      return { is_empty: { key: condition.value.key } }
    case 'isNull':
      return { is_null: { key: condition.value.key } }
    case 'nested':
      return { nested: { key: condition.value.key, filter: filterJson(condition.value.filter) ?? {} } }
    case 'slice':
      return { slice: { total: condition.value.total, index: condition.value.index } }
    case undefined:
      return {}
  }
}

function fieldJson(field: FieldCondition): JsonObject {
  const { geoBoundingBox: box, geoRadius: circle, geoPolygon: polygon } = field
  return given({
    key: field.key,
    match: field.match && matchJson(field.match.matchValue),
    range: bounds(field.range, (bound) => bound) ?? bounds(field.datetimeRange, instantJson),
    geo_bounding_box: box && { top_left: pointJson(box.topLeft), bottom_right: pointJson(box.bottomRight) },
    geo_radius: circle && { center: pointJson(circle.center), radius: circle.radius },
    geo_polygon: polygon && { exterior: lineJson(polygon.exterior), interiors: polygon.interiors.map(lineJson) },
    values_count: bounds(field.valuesCount, integerJson),
    is_empty: field.isEmpty,
    is_null: field.isNull,
  })
}

function matchJson(match: NonNullable<FieldCondition['match']>['matchValue']): JsonObject {
  switch (match.case) {
    case 'keyword':
    case 'boolean':
      return { value: match.value }
    case 'integer':
      return { value: integerJson(match.value) }
    case 'keywords':
      return { any: match.value.strings }
    case 'integers':
      return { any: match.value.integers.map(integerJson) }
    case 'exceptKeywords':
      return { except: match.value.strings }
    case 'exceptIntegers':
      return { except: match.value.integers.map(integerJson) }
    case 'textAny':
      return { text_any: match.value }
    case undefined:
      return {}
    default:
      return { [match.case]: match.value }
  }
}

interface Bounds<T> {
  readonly lt?: T | undefined
  readonly gt?: T | undefined
  readonly gte?: T | undefined
  readonly lte?: T | undefined
}

function bounds<T>(range: Bounds<T> | undefined, convert: (bound: T) => Json): JsonObject | undefined {
  if (range === undefined) return undefined
  const { lt, gt, gte, lte } = range
  const of = (bound: T | undefined) => (bound === undefined ? undefined : convert(bound))
  return given({ lt: of(lt), gt: of(gt), gte: of(gte), lte: of(lte) })
}

function instantJson({ seconds, nanos }: { readonly seconds: bigint; readonly nanos: number }): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  return `${whole}.${String(nanos).padStart(9, '0').slice(0, 6)}Z`
}

type GeoPoint = NonNullable<FieldCondition['geoRadius']>['center']

function pointJson(point: GeoPoint): Json {
  return point === undefined ? null : { lon: point.lon, lat: point.lat }
}

function lineJson(line: NonNullable<FieldCondition['geoPolygon']>['exterior']): Json {
  return { points: (line?.points ?? []).map(pointJson) }
}
