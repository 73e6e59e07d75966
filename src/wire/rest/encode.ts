import { isNumbers } from '../../base/number-lists.ts'
import { rawJSON } from '../../base/raw-json.ts'
import { allFinite } from '../all-finite.ts'
import { RequestBuffers } from '../request-buffers.ts'
import { UnsendableError } from '../unsendable-error.ts'
import { mostBytes, writeFloats } from './float-text.ts'

/** Stands for a vector until its numbers are written: a number as no JSON.stringify writes one. */
const PLACE = '-0.0e-71806315'

/** Members whose typed arrays may hold numbers that the server keeps in double precision. */
const PAYLOADS = new Set(['payload', 'payloads'])

/**
 * The JSON of a request body: typed arrays as lists, bigints as integers; undefined members are left out. A string, or
 * bytes where there are vectors of single precision, whose numbers are written straight into them.
 * @param buffers where such bytes are written
 * @throws UnsendableError
 */
export function encodeBody(body: unknown, buffers = new RequestBuffers()): string | Buffer {
  const vectors: Float32Array[] = []
  const text = JSON.stringify(new Sendable(vectors).value(body, ''))
  if (vectors.length === 0) return text
  const parts = text.split(PLACE)
  // A text that holds the very mark: too rare to be worth more than the slow way.
  if (parts.length !== vectors.length + 1) return JSON.stringify(EXACTLY.value(body, ''))
  return withVectors(parts, vectors, buffers)
}

function withVectors(parts: readonly string[], vectors: readonly Float32Array[], buffers: RequestBuffers): Buffer {
  let most = 0
  for (const part of parts) most += Buffer.byteLength(part)
  for (const vector of vectors) most += mostBytes(vector)
  const out = buffers.take(most)
  let end = 0
  for (const [index, part] of parts.entries()) {
    end += out.write(part, end)
    const vector = vectors[index]
    if (vector !== undefined) end = writeFloats(out, end, vector)
  }
  return out.subarray(0, end)
}

/**
 * Makes of each value the value itself where JSON keeps all of it, else a copy with typed arrays and bigints made
 * sendable. JSON.stringify would turn NaN into null and a Map into {} without a word; a walk of our own is cheaper than
 * its replacer, which is called for every number of every vector.
 */
class Sendable {
  /** Where vectors are collected for which `PLACE` stands; absent where they become lists. */
  readonly #vectors: Float32Array[] | undefined

  constructor(vectors: Float32Array[] | undefined) {
    this.#vectors = vectors
  }

  value(value: unknown, at: string): unknown {
    switch (typeof value) {
      case 'number':
        if (!Number.isFinite(value)) throw new UnsendableError(`${at} is ${value}, which JSON cannot carry`)
        return value
      case 'bigint':
        return rawJSON(value.toString())
      case 'object':
        return value === null ? null : this.#object(value, at)
      default:
        return value
    }
  }

  #object(value: object, at: string): unknown {
    if (Array.isArray(value)) return this.#list(value, at)
    if (value instanceof Float32Array || value instanceof Float64Array) return this.#floats(value, at)
    if (isNumbers(value)) return this.#list(Array.from(value), at)
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw new UnsendableError(`${at} is an invalid Date`)
      return value
    }
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null)
      throw new UnsendableError(`${at} is a ${prototype.constructor.name}, which JSON cannot carry`)
    return this.#members(value as Record<string, unknown>, at)
  }

  #list(list: readonly unknown[], at: string): unknown {
    let copy: unknown[] | undefined
    for (let index = 0; index < list.length; index++) {
      const item = list[index]
      if (typeof item === 'number' && Number.isFinite(item)) continue
      const sent = this.value(item, `${at}[${index}]`)
      if (sent !== item) {
        copy ??= list.slice()
        copy[index] = sent
      }
    }
    return copy ?? list
  }

  #floats(floats: Float32Array | Float64Array, at: string): unknown {
    const odd = allFinite(floats) ? -1 : floats.findIndex((value) => !Number.isFinite(value))
    if (odd !== -1) throw new UnsendableError(`${at}[${odd}] is ${floats[odd]}, which JSON cannot carry`)
    if (this.#vectors === undefined || floats instanceof Float64Array) return Array.from(floats)
    this.#vectors.push(floats)
    return rawJSON(PLACE)
  }

  #members(members: Record<string, unknown>, at: string): unknown {
    let copy: Record<string, unknown> | undefined
    for (const key in members) {
      const way = PAYLOADS.has(key) ? EXACTLY : this
      const sent = way.value(members[key], at === '' ? key : `${at}.${key}`)
      if (sent !== members[key]) {
        copy ??= { ...members }
        copy[key] = sent
      }
    }
    return copy ?? members
  }
}

const EXACTLY = new Sendable(undefined)
