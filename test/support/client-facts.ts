import {
  QdrantClientConfigError,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
  QdrantClientUnexpectedResponseError,
} from '@qdrant/js-client-rest'
import { ApiError } from '@qdrant/openapi-typescript-fetch'
import type { Place } from './client-case.ts'

/** Classes that a program tells the client's errors apart by. */
const CLASSES = [
  Error,
  TypeError,
  ApiError,
  QdrantClientConfigError,
  QdrantClientResourceExhaustedError,
  QdrantClientTimeoutError,
  QdrantClientUnexpectedResponseError,
]
/** Members that tell of the moment or of the server's own counting. */
const OF_THE_MOMENT = new Set(['time', 'usage', 'operation_id', 'creation_time', 'checksum', 'size', 'version'])
/** Of a snapshot's name: the day, and numbers of the server's. */
const SNAPSHOT = /-\d+-\d{4}(-\d\d){5}|-\d{4}(-\d\d){5}/g
/** Of how the answer came, which each of the two asks for in its own way. */
const OF_THE_WAY = /^(connection|keep-alive|date|vary|transfer-encoding|content-(encoding|length))$/

/** What must be equal of two answers or errors: all but what tells of the moment, and the names of the two places. */
export function factsOf(settled: PromiseSettledResult<unknown>, at: Place, isOfTheMoment = false): unknown {
  if (settled.status === 'rejected') return { rejected: errorFacts(settled.reason, at) }
  return { fulfilled: isOfTheMoment ? formOf(settled.value) : plain(settled.value, at) }
}

function errorFacts(thrown: unknown, at: Place): unknown {
  const error = thrown as Error & Record<string, unknown>
  const { name, message } = error
  const classes = CLASSES.filter((one) => error instanceof one).map((one) => one.name)
  const members = Object.fromEntries(Object.keys(error).map((key) => [key, plain(error[key], at)]))
  return { classes, name, message: withoutNames(message, at), members }
}

function plain(value: unknown, at: Place): unknown {
  if (typeof value === 'string') return withoutNames(value, at)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => plain(item, at))
  if (value instanceof Headers) return [...value.keys()].filter((name) => !OF_THE_WAY.test(name)).sort()
  const kept = Object.entries(value).filter(([key]) => !OF_THE_MOMENT.has(key))
  return Object.fromEntries(kept.map(([key, member]) => [key, plain(member, at)]))
}

function withoutNames(text: string, at: Place): string {
  return text
    .replaceAll(at.collection, '<collection>')
    .replaceAll(at.alias, '<alias>')
    .replaceAll(at.missing, '<missing>')
    .replace(SNAPSHOT, '')
    .replace(/"time": [\d.e-]+/g, '"time": 0')
}

/** Types in the place of values; of a list, those of its first item. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(formOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, formOf(member)]))
}
