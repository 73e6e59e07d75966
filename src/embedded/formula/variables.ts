import { type ApiError, invalid, wrongInput } from '../errors.ts'
import { parseDatetime } from '../filter/datetime.ts'
import { distanceM, type GeoPoint, geoProblem } from '../filter/geo.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { formatPath, type JsonPath, parsePath, valuesAt } from '../json-path.ts'
import { describe } from '../reader.ts'
import type { Expression, Subject } from './expression.ts'

type Fail = (reason: string) => never
type Variable = { readonly prefetch: number } | { readonly path: JsonPath }

/** The values that stand in where a point has no score or no payload value, and the variables that read either. */
export class Variables {
  readonly #scores = new Map<number, number>()
  readonly #payload = new Map<string, Json>()

  /** @param where the place of `defaults` in the request. @throws ApiError 422 */
  constructor(defaults: JsonObject, where: string) {
    for (const [name, value] of Object.entries(defaults)) {
      const variable = variableOf(name, (reason) => invalid(where, reason))
      if ('path' in variable) this.#payload.set(formatPath(variable.path), value)
      else if (isNumber(value)) this.#scores.set(variable.prefetch, Number(value))
      else throw invalid(where, 'Validation error: Score default must be a number [{}]')
    }
  }

  /** `$score`, `$score[1]` or a payload path. @throws ApiError 400 */
  variable(name: string): Expression {
    const variable = variableOf(name, (reason) => parseFailure('variable ID', name, reason))
    if ('path' in variable) return this.#number(variable.path)
    const { prefetch } = variable
    const fallback = this.#scores.get(prefetch) ?? 0
    return ({ slot, scores }) => scores[prefetch]?.get(slot) ?? fallback
  }

  /** Seconds since 1970. */
  time(path: JsonPath): Expression {
    const fail = failure(path, 'datetime')
    return (subject) => {
      const value = this.#value(path, subject, fail)
      const time = typeof value === 'string' ? parseDatetime(value) : fail('Value is not a string')
      return (time ?? fail(NO_TIME)) / 1e6
    }
  }

  /** Metres from `origin`. */
  distance(origin: GeoPoint, path: JsonPath): Expression {
    const fail = failure(path, 'geo point')
    return (subject) => {
      const value = this.#value(path, subject, fail)
      if (!isObject(value)) return fail(`invalid type: ${describe(value)}, expected struct GeoPointShadow`)
      const problem = geoProblem(value)
      return problem === undefined
        ? distanceM(origin, { lon: Number(value.lon), lat: Number(value.lat) })
        : fail(problem)
    }
  }

  #number(path: JsonPath): Expression {
    const fail = failure(path, 'number')
    return (subject) => {
      const value = this.#value(path, subject, fail)
      return isNumber(value) ? Number(value) : fail('Value is not a number')
    }
  }

  /** One value comes as it is, though it be alone in an array; several come as an array. */
  #value(path: JsonPath, { payload }: Subject, fail: Fail): Json {
    const values = valuesAt(payload, path).flat()
    const value = values.length > 1 ? values : values.length === 1 ? values[0] : this.#payload.get(formatPath(path))
    return value === undefined ? fail('No value found in a payload nor defaults') : value
  }
}

const NO_TIME = 'input contains invalid characters'

/** @throws ApiError 400 */
export function timeOf(text: string): number {
  const time = parseDatetime(text)
  if (time === undefined) throw parseFailure('date-time', text, NO_TIME)
  return time / 1e6
}

function variableOf(name: string, refuse: (reason: string) => ApiError): Variable {
  const isReserved = name.startsWith('$')
  const path = pathOf(isReserved ? name.slice(1) : name)
  if (!isReserved) {
    if (!path) throw refuse(`Invalid payload variable: ${name}`)
    return { path }
  }
  if (!path) throw refuse(`Invalid reserved variable: ${name}`)
  const [word, prefetch = 0, ...rest] = path
  if (word !== 'score') throw refuse(`Invalid reserved word: ${name}`)
  if (typeof prefetch !== 'number' || rest.length > 0) throw refuse(`Invalid reserved variable: ${name}`)
  return { prefetch }
}

function pathOf(text: string): JsonPath | undefined {
  try {
    return parsePath(text)
  } catch {
    return undefined
  }
}

function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function failure(path: JsonPath, type: string): Fail {
  return (reason) => {
    throw wrongInput(
      `Expected ${type} value for ${formatPath(path)} in the payload and/or in the formula defaults. Error: ${reason}`,
    )
  }
}

function parseFailure(what: string, text: string, reason: string): ApiError {
  return wrongInput(`Validation failed: failed to parse ${what} ${text}: ${reason}`)
}
