import type { ConditionInit } from './messages.ts'
import {
  booleanOf,
  exactFloatOf,
  integerOf,
  listOf,
  longCountOf,
  membersOf,
  NoGrpcForm,
  numberOf,
  optional,
  stringOf,
} from './no-grpc-form.ts'

type Field = Extract<ConditionInit['conditionOneOf'], { case: 'field' }>['value']
type Match = NonNullable<NonNullable<Field['match']>['matchValue']>
type Instant = NonNullable<NonNullable<Field['datetimeRange']>['lt']>
type Polygon = NonNullable<Field['geoPolygon']>

/** RFC 3339 with a zone; the server's other spellings of an instant go over REST. */
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** A condition on a payload's field. @throws NoGrpcForm */
export function toFieldCondition(value: unknown): Field {
  const field = membersOf(
    value,
    'key',
    'match',
    'range',
    'geo_bounding_box',
    'geo_radius',
    'geo_polygon',
    'values_count',
    'is_empty',
    'is_null',
  )
  const bounds = optional(field.range, rangeOf)
  return {
    key: stringOf(field.key),
    match: optional(field.match, (match) => ({ matchValue: toMatch(match) })),
    ...bounds,
    geoBoundingBox: optional(field.geo_bounding_box, (box) => {
      const { top_left, bottom_right } = membersOf(box, 'top_left', 'bottom_right')
      return { topLeft: toGeoPoint(top_left), bottomRight: toGeoPoint(bottom_right) }
    }),
    geoRadius: optional(field.geo_radius, (circle) => {
      const { center, radius } = membersOf(circle, 'center', 'radius')
      return { center: toGeoPoint(center), radius: exactFloatOf(radius) }
    }),
    geoPolygon: optional(field.geo_polygon, toPolygon),
    valuesCount: optional(field.values_count, (range) => boundsOf(range, (bound) => longCountOf(bound))),
    isEmpty: optional(field.is_empty, booleanOf),
    isNull: optional(field.is_null, booleanOf),
  }
}

function toMatch(value: unknown): Match {
  const [[name, wanted] = [], ...others] = Object.entries(
    membersOf(value, 'value', 'text', 'text_any', 'phrase', 'any', 'except'),
  )
  if (others.length > 0) throw new NoGrpcForm('several matches in one')
  switch (name) {
    case 'text':
      return { case: 'text', value: stringOf(wanted) }
    case 'text_any':
      return { case: 'textAny', value: stringOf(wanted) }
    case 'phrase':
      return { case: 'phrase', value: stringOf(wanted) }
    case 'any':
      return isStrings(wanted)
        ? { case: 'keywords', value: { strings: wanted } }
        : { case: 'integers', value: { integers: integersOf(wanted) } }
    case 'except':
      return isStrings(wanted)
        ? { case: 'exceptKeywords', value: { strings: wanted } }
        : { case: 'exceptIntegers', value: { integers: integersOf(wanted) } }
    default:
      return toValueMatch(wanted)
  }
}

function toValueMatch(value: unknown): Match {
  if (typeof value === 'string') return { case: 'keyword', value }
  if (typeof value === 'boolean') return { case: 'boolean', value }
  return { case: 'integer', value: integerOf(value) }
}

/** An empty list has no type, so that only REST can send it. */
function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && typeof value[0] === 'string' && value.every((item) => typeof item === 'string')
}

function integersOf(value: unknown): bigint[] {
  const integers = listOf(value, integerOf)
  if (integers.length === 0) throw new NoGrpcForm('an empty list')
  return integers
}

function boundsOf<T>(value: unknown, convert: (bound: unknown) => T) {
  const { lt, gt, gte, lte } = membersOf(value, 'lt', 'gt', 'gte', 'lte')
  return {
    lt: optional(lt, convert),
    gt: optional(gt, convert),
    gte: optional(gte, convert),
    lte: optional(lte, convert),
  }
}

/** A range of numbers or of instants, as its first bound is. */
function rangeOf(value: unknown): Pick<Field, 'range' | 'datetimeRange'> {
  const first = Object.values(membersOf(value, 'lt', 'gt', 'gte', 'lte')).find(
    (bound) => bound !== undefined && bound !== null,
  )
  return typeof first === 'string'
    ? { datetimeRange: boundsOf(value, toInstant) }
    : { range: boundsOf(value, numberOf) }
}

function toInstant(value: unknown): Instant {
  const [, time, fraction = '', zone] = INSTANT.exec(stringOf(value)) ?? []
  const milliseconds = Date.parse(`${time}${zone}`)
  if (Number.isNaN(milliseconds)) throw new NoGrpcForm('not an RFC 3339 instant')
  return { seconds: BigInt(milliseconds / 1000), nanos: Number(fraction.padEnd(9, '0')) }
}

function toGeoPoint(value: unknown) {
  const { lon, lat } = membersOf(value, 'lon', 'lat')
  // Only REST refuses a point that is not on the globe.
  return { lon: within(180, lon), lat: within(90, lat) }
}

function within(most: number, value: unknown): number {
  const degrees = numberOf(value)
  if (Math.abs(degrees) > most) throw new NoGrpcForm('not on the globe')
  return degrees
}

function toPolygon(value: unknown): Polygon {
  const { exterior, interiors } = membersOf(value, 'exterior', 'interiors')
  return { exterior: toLine(exterior), interiors: optional(interiors, (lines) => listOf(lines, toLine)) ?? [] }
}

function toLine(value: unknown) {
  return { points: listOf(membersOf(value, 'points').points, toGeoPoint) }
}
