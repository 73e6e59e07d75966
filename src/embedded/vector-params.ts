import * as sections from './collection-settings.ts'
import { noSuchVector, noVariant, untagged, wrongInput } from './errors.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { objectOf } from './reader.ts'
import { settingsOf } from './settings.ts'
import { DenseColumn } from './vectors/dense-column.ts'
import { DISTANCES, type Distance } from './vectors/distance.ts'
import { MultiColumn } from './vectors/multi-column.ts'
import { SparseColumn } from './vectors/sparse-column.ts'
import type { VectorColumn } from './vectors/vector-column.ts'

/** `vectors` and `sparse_vectors` of a new collection. @throws ApiError 400, 422 or 501 */
export function vectorsOf(body: JsonObject): JsonObject {
  const vectors = untagged(
    () => denseParams(body.vectors === undefined ? {} : body.vectors),
    () => noVariant('VectorsConfig'),
  )
  if (body.sparse_vectors === undefined || body.sparse_vectors === null) return { vectors }
  const sparse = objectOf(body.sparse_vectors, 'a map')
  return {
    vectors,
    sparse_vectors: mapped(sparse, (value, name) => {
      if (!isUnnamed(vectors) && name in vectors) {
        throw wrongInput(`Dense and sparse vector names must be unique - duplicate found with '${name}'`)
      }
      return sections.sparseVector(value, `sparse_vectors.${name}`)
    }),
  }
}

/** The vectors of a collection's `params` with the changes of a PATCH. @throws ApiError 400 or 422 */
export function changedVectors(params: JsonObject, body: JsonObject): JsonObject {
  const vectors = objectOf(params.vectors ?? {}, 'a map')
  const sparse = objectOf(params.sparse_vectors ?? {}, 'a map')
  return {
    ...(isGiven(body.vectors) ? { vectors: withChanges(vectors, body.vectors, changedDense) } : {}),
    ...(isGiven(body.sparse_vectors)
      ? { sparse_vectors: withChanges(sparse, body.sparse_vectors, changedSparse) }
      : {}),
  }
}

/** @throws ApiError 400 */
export function columnsOf(params: JsonObject): Map<string, VectorColumn> {
  const columns = new Map<string, VectorColumn>()
  const { vectors, sparse_vectors: sparse } = params
  if (!isObject(vectors)) throw noVariant('VectorsConfig')
  if (isUnnamed(vectors)) columns.set('', denseColumn(vectors))
  else for (const [name, options] of Object.entries(vectors)) columns.set(name, denseColumn(options))
  for (const [name, options] of Object.entries(isObject(sparse) ? sparse : {})) {
    columns.set(name, new SparseColumn(isObject(options) && options.modifier === 'idf'))
  }
  return columns
}

function denseParams(value: Json): JsonObject {
  const vectors = objectOf(value, 'a map')
  return isUnnamed(vectors) ? denseVector(vectors, 'vectors') : mapped(vectors, (one) => denseVector(one, 'vectors.?'))
}

function denseVector(value: Json, where: string): JsonObject {
  const options = objectOf(value, 'struct VectorParams')
  const { size = null, distance = null } = options
  return { size, distance, ...settingsOf(options, 'struct VectorParams', sections.denseVector, where) }
}

/** One vector without a name, not several by their names. */
function isUnnamed(vectors: JsonObject): boolean {
  return 'size' in vectors || 'distance' in vectors
}

function denseColumn(options: Json): VectorColumn {
  if (!isObject(options)) throw noVariant('VectorsConfig')
  const { size, distance } = options
  const sizeIsValid = typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= 65_536
  if (!sizeIsValid || !isDistance(distance)) throw noVariant('VectorsConfig')
  return isObject(options.multivector_config)
    ? new MultiColumn({ size, distance })
    : new DenseColumn({ size, distance })
}

function isDistance(value: Json | undefined): value is Distance {
  return typeof value === 'string' && DISTANCES.includes(value)
}

function withChanges(
  current: JsonObject,
  changes: Json | undefined,
  change: (before: JsonObject, change: Json, name: string) => JsonObject,
): JsonObject {
  const changed = { ...current }
  for (const [name, value] of Object.entries(objectOf(changes, 'a map'))) {
    if (name === '' && isUnnamed(current)) return change(current, value, name)
    if (!Object.hasOwn(current, name)) throw noSuchVector(name)
    changed[name] = change(objectOf(current[name], 'a map'), value, name)
  }
  return changed
}

function changedDense(before: JsonObject, change: Json, name: string): JsonObject {
  const settings = settingsOf(change, 'struct VectorParamsDiff', sections.changeableDenseVector, `vectors.${name}`)
  const { hnsw_config: hnsw } = settings
  if (isObject(hnsw) && isObject(before.hnsw_config)) settings.hnsw_config = { ...before.hnsw_config, ...hnsw }
  return { ...before, ...settings }
}

function changedSparse(before: JsonObject, change: Json, name: string): JsonObject {
  return { ...before, ...sections.sparseVector(change, `sparse_vectors.${name}`) }
}

function mapped(object: JsonObject, map: (value: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]))
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null
}
