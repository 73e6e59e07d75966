/** `Retry-After` in both of its forms, seconds and a date (RFC 9110, 10.2.3), as a delay in ms; undefined for anything else. */
export function retryAfterMs(value: string | null | undefined, wallClockMs: number): number | undefined {
  if (value === undefined || value === null) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallClockMs)
}
