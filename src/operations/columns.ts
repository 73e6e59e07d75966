import type { Params } from './operation.ts'

/** What is wrong with an upsert in columns (`ids`, `vectors` of n x d, `payloads`); undefined where nothing is. */
export function wrongColumns({ ids, vectors, payloads, points, batch }: Params): string | undefined {
  if (points !== undefined || batch !== undefined) return 'expected either `vectors` in columns, `points` or `batch`'
  if (!(vectors instanceof Float32Array)) return 'expected `vectors` to be a Float32Array of n x d numbers'
  if (!Array.isArray(ids) || ids.length === 0) return 'expected `ids` to be a list of at least one id'
  if (vectors.length === 0 || vectors.length % ids.length !== 0)
    return `expected \`vectors\` to hold as many numbers for each of ${ids.length} ids, got ${vectors.length} in all`
  if (payloads === undefined || payloads === null) return undefined
  if (!Array.isArray(payloads) || payloads.length !== ids.length)
    return `expected \`payloads\` to be a list of ${ids.length}, one an id`
  return undefined
}

/** The same upsert in points; each vector is a view of the one array. */
export function columnsToPoints({ ids, vectors, payloads, ...rest }: Params): Params {
  const list = ids as readonly unknown[]
  const numbers = vectors as Float32Array
  const dimension = numbers.length / list.length
  const points = list.map((id, row) => ({
    id,
    vector: numbers.subarray(row * dimension, (row + 1) * dimension),
    payload: (payloads as readonly unknown[] | null | undefined)?.[row],
  }))
  return { ...rest, points }
}
