import { right } from './text-width.ts'

/** Stands where there is no figure. */
const NONE = '-'
/** Larger ones have no name that anybody knows. */
const LARGEST_NAMED = 1e15
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const FORMATS = [0, 1, 2].map(
  (decimals) => new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
)

/** A number with as many decimals in at most `width` characters: without them, or as 1.2M, where it is too long. */
export function figure(value: number, decimals: 0 | 1 | 2 = 0, width = Number.POSITIVE_INFINITY): string {
  if (!Number.isFinite(value)) return NONE
  const exact = FORMATS[decimals]?.format(value) ?? NONE
  if (exact.length <= width) return exact
  const whole = FORMATS[0]?.format(value) ?? NONE
  if (whole.length <= width) return whole
  return Math.abs(value) < LARGEST_NAMED ? COMPACT.format(value) : value.toExponential(0)
}

/** A cell of a table: to the right, in exactly `width` columns, of which the first stays free. */
export function cell(value: number, decimals: 0 | 1 | 2, width: number): string {
  return right(figure(value, decimals, width - 1), width)
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : NONE
}

/** A span of time as a clock shows it: 0:42, 12:04, 1:02:09, 4d 03:05. */
export function span(ms: number): string {
  if (!Number.isFinite(ms)) return NONE
  const total = Math.max(0, Math.floor(ms / 1000))
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3_600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ]
  if (days > 0) return `${days}d ${twoDigits(hours)}:${twoDigits(minutes)}`
  if (hours > 0) return `${hours}:${twoDigits(minutes)}:${twoDigits(seconds)}`
  return `${minutes}:${twoDigits(seconds)}`
}

/** The local time of day. */
export function timeOfDay(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? NONE : date.toTimeString().slice(0, 8)
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
