import { malformedAtEnd } from '../errors.ts'
import type { Json } from '../json.ts'

const SHAPE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?$/

/** Microseconds since 1970, or undefined where the text is no point in time. Without a zone it is UTC. */
export function parseDatetime(text: string): number | undefined {
  const parts = SHAPE.exec(text)
  if (!parts) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  // Date.UTC lets 31 February roll over into March.
  const rolledOver = new Date(time).getUTCDate() !== Number(day) && Number(hour) < 24
  if (rolledOver || Number(month) > 12 || Number(hour) > 23 || Number(minute) > 59) return undefined
  return (time - zoneMs(zone)) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
}

/** @throws ApiError 400 */
export function datetimeOf(value: Json): number {
  const time = typeof value === 'string' ? parseDatetime(value) : undefined
  if (time !== undefined) return time
  throw malformedAtEnd(`'${value}' does not match accepted datetime format (RFC3339). Example: 2014-01-01T00:00:00Z`)
}

function zoneMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
