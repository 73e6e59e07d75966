import { ApiError, badQuery } from './errors.ts'

const ORDERINGS = ['weak', 'medium', 'strong']
const CONSISTENCIES = ['majority', 'quorum', 'all']

/** @returns whether the answer waits for the write. @throws ApiError 400 */
export function writeParams(params: URLSearchParams): boolean {
  const ordering = params.get('ordering')
  if (ordering !== null && !ORDERINGS.includes(ordering)) {
    throw badQuery(`unknown variant \`${ordering}\`, expected one of \`weak\`, \`medium\`, \`strong\``)
  }
  checkTimeout(params)
  return flag(params, 'wait')
}

/** One process has nothing to be inconsistent with, so what is valid changes nothing. @throws ApiError 400 */
export function readParams(params: URLSearchParams): void {
  const consistency = params.get('consistency')
  if (consistency !== null && !CONSISTENCIES.includes(consistency) && !/^[1-9]\d*$/.test(consistency)) {
    throw badQuery(`failed to deserialize read consistency query parameter value '${consistency}'`)
  }
  checkTimeout(params)
}

/** What changes collections and aliases may say how long it is to take. @throws ApiError 400 or 422 */
export function manageParams(params: URLSearchParams): void {
  if (count(params, 'timeout') === 0) {
    throw new ApiError(422, 'Validation error in query parameters: [timeout: value 0 invalid, must be 1 or larger]')
  }
}

/** How much GET /telemetry is to tell. @throws ApiError 400 */
export function telemetryLevel(params: URLSearchParams): number {
  flag(params, 'anonymize') // There is nothing to hide in what is told.
  return count(params, 'details_level') ?? 0
}

function flag(params: URLSearchParams, name: string): boolean {
  const value = params.get(name)
  if (value === null || value === 'true' || value === 'false') return value === 'true'
  throw badQuery('provided string was not `true` or `false`')
}

function checkTimeout(params: URLSearchParams): void {
  if (count(params, 'timeout') === 0) throw badQuery('invalid value: integer `0`, expected a nonzero u64')
}

function count(params: URLSearchParams, name: string): number | undefined {
  const value = params.get(name)
  if (value === null) return undefined
  if (!/^\d+$/.test(value)) throw badQuery('invalid digit found in string')
  return Number(value)
}
