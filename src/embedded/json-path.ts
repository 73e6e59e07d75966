import { malformedAtEnd } from './errors.ts'
import { isObject, type Json, type JsonObject, member, setMember } from './json.ts'

/** `a.b[0].c[]` as ['a', 'b', 0, 'c', WILDCARD]. */
export type JsonPath = readonly PathItem[]
export type PathItem = string | number | typeof WILDCARD
export const WILDCARD = Symbol('[]')

const STEP = /(?:^|\.)(?:([\p{Alphabetic}\p{N}_-]+)|"([^"\\]*)")|\[(\d*)\]/uy

/** @throws ApiError 400 */
export function parsePath(text: Json | undefined): JsonPath {
  const path: PathItem[] = []
  if (typeof text !== 'string') throw malformedAtEnd(`Invalid json path: '${text}'`)
  STEP.lastIndex = 0
  while (STEP.lastIndex < text.length || text.length === 0) {
    const step = STEP.exec(text)
    const startsWrong = path.length === 0 && /^[.[]/.test(text)
    if (!step || startsWrong) throw malformedAtEnd(`Invalid json path: '${text}'`)
    path.push(step[1] ?? step[2] ?? (step[3] === '' ? WILDCARD : Number(step[3])))
  }
  return path
}

/** The path as it was written: the key of the payload indexes. */
export function formatPath(path: JsonPath): string {
  return path
    .map((item, at) => {
      if (item === WILDCARD) return '[]'
      if (typeof item === 'number') return `[${item}]`
      const key = /^[\p{Alphabetic}\p{N}_-]+$/u.test(item) ? item : `"${item}"`
      return at === 0 ? key : `.${key}`
    })
    .join('')
}

/** Every value that the path leads to; arrays at the end are not taken apart. */
export function valuesAt(payload: JsonObject, path: JsonPath): Json[] {
  const found: Json[] = []
  collect(payload, path, 0, found)
  return found
}

function collect(value: Json, path: JsonPath, at: number, found: Json[]): void {
  const item = path[at]
  if (item === undefined) found.push(value)
  else if (item === WILDCARD) {
    if (Array.isArray(value)) for (const element of value) collect(element, path, at + 1, found)
  } else {
    const next = step(value, item)
    if (next !== undefined) collect(next, path, at + 1, found)
  }
}

function step(value: Json, item: string | number): Json | undefined {
  if (typeof item === 'number') return Array.isArray(value) ? value[item] : undefined
  return isObject(value) ? member(value, item) : undefined
}

/** Merges `source` into the objects at `path`; what stands in the way is replaced. A null removes its key. */
export function mergeAt(payload: JsonObject, path: JsonPath, source: JsonObject): void {
  mergeValue(payload, path, 0, source)
}

function mergeValue(value: Json | undefined, path: JsonPath, at: number, source: JsonObject): Json {
  const item = path[at]
  if (item === undefined) {
    const target = isObject(value) ? value : {}
    for (const [key, part] of Object.entries(source)) {
      if (part === null) delete target[key]
      else setMember(target, key, structuredClone(part))
    }
    return target
  }
  if (typeof item === 'string') {
    const target = isObject(value) ? value : {}
    setMember(target, item, mergeValue(member(target, item), path, at + 1, source))
    return target
  }
  const target = Array.isArray(value) ? value : []
  const places = item === WILDCARD ? target.keys() : item < target.length ? [item] : []
  for (const place of places) target[place] = mergeValue(target[place], path, at + 1, source)
  return target
}

export function removeAt(payload: JsonObject, path: JsonPath): void {
  removeFrom(payload, path, 0)
}

function removeFrom(value: Json, path: JsonPath, at: number): void {
  const item = path[at]
  if (item === undefined) return
  if (at < path.length - 1) {
    if (item === WILDCARD) {
      if (Array.isArray(value)) for (const element of value) removeFrom(element, path, at + 1)
    } else {
      const next = step(value, item)
      if (next !== undefined) removeFrom(next, path, at + 1)
    }
  } else if (typeof item === 'string') {
    if (isObject(value)) delete value[item]
  } else if (Array.isArray(value)) {
    if (item === WILDCARD) value.length = 0
    else value.splice(item, 1)
  }
}
