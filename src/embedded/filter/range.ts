import type { Json, JsonObject } from '../json.ts'
import { numberOf, objectOf, optional } from '../reader.ts'
import { datetimeOf, parseDatetime } from './datetime.ts'
import type { ValueCheck } from './values.ts'

/** Bounds on numbers, or on points in time if one bound is a string. */
export function rangeCheck(value: Json): ValueCheck {
  const range = objectOf(value, 'struct Range')
  const isTime = ['gt', 'gte', 'lt', 'lte'].some((key) => typeof range[key] === 'string')
  if (isTime) {
    const within = bounds(range, datetimeOf)
    return (found) => {
      const time = typeof found === 'string' ? parseDatetime(found) : undefined
      return time !== undefined && within(time)
    }
  }
  const within = bounds(range, numberOf)
  return (found) => (typeof found === 'number' || typeof found === 'bigint') && within(found)
}

export function bounds(range: JsonObject, read: (value: Json) => number | bigint): (value: number | bigint) => boolean {
  const gt = optional(range.gt, read)
  const gte = optional(range.gte, read)
  const lt = optional(range.lt, read)
  const lte = optional(range.lte, read)
  return (value) =>
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
}
