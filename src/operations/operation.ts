/** An HTTP request as plain data. */
export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query below the server's URL. */
  readonly path: string
  /** Encoded as JSON by the wire; typed arrays and bigints allowed. */
  readonly body?: unknown
}

/**
 * Pure description of one kind of call: what the dispatcher, the wires, the client and the metrics read. Vendor-free.
 * The arguments are those of the client's method of the same name: (collection, params).
 */
export interface Operation {
  readonly name: string
  readonly access: 'read' | 'write'
  /** Whether a second sending leaves the same state as one. */
  idempotent(params: Params): boolean
  rest(collection: string, params: Params): RestRequest
  /** An array among the parameters that moves to the worker and back instead of being cloned. */
  readonly cargo?: Cargo
  /** How several calls on one collection travel as one request; absent where each travels alone. */
  readonly merging?: Merging
}

export interface Cargo {
  /** The parameter that holds it. */
  readonly param: string
  /** What is wrong with the parameters where it is given; undefined where nothing is. */
  wrong(params: Params): string | undefined
}

/** Pure functions by which the calls of a batch become one request, and its answer theirs again. */
export interface Merging {
  /** Calls with equal keys may travel together; undefined: this one travels alone. */
  key(params: Params): string | undefined
  /** About what a call adds to the request, in bytes. */
  bytes(params: Params): number
  /** The one request of two or more calls. */
  merge(members: readonly Params[]): { readonly operation: string; readonly params: Params }
  /** The answer of each call, in the order of `members`. @throws Error on an answer that does not fit */
  split(answer: unknown, members: readonly Params[]): readonly unknown[]
}

export type Params = Readonly<Record<string, unknown>>

export type RequestHeaders = Readonly<Record<string, string>>

/** An operation on text: the worker embeds `texts`, and sends what `inner` makes of the vectors. */
export interface TextOperation {
  readonly name: string
  readonly access: 'read' | 'write'
  idempotent(params: Params): boolean
  texts(params: Params): readonly string[]
  /** What the words of the texts are needed for as sparse vectors, too; undefined: not at all. */
  sparse?(params: Params): SparseUse | undefined
  /** `vectors` and `sparse` (where it is asked for) have one row a text. */
  inner(
    params: Params,
    vectors: readonly Float32Array[],
    sparse?: readonly SparseRow[],
  ): { readonly operation: Operation; readonly params: Params }
}

/** An operation that is code in a worker: nothing of its own goes to the server, and its target is no collection. */
export interface CodeOperation {
  readonly name: string
  idempotent(): boolean
}

/** A stored text weighs its words by how often they come; a query only names them. */
export type SparseUse = 'document' | 'query'

/** A sparse vector as Qdrant takes it: `values[i]` stands at `indices[i]`, an unsigned integer of 32 bits. */
export interface SparseRow {
  readonly indices: readonly number[]
  readonly values: readonly number[]
}

/** A key of parameters that must be equal: '' where none is given, undefined where JSON cannot tell them apart. */
export function paramsKey(params: Params): string | undefined {
  if (Object.values(params).every((value) => value === undefined)) return ''
  return isPlainJson(params) ? JSON.stringify(params) : undefined
}

/** Whether JSON keeps all of a value: it writes NaN as null, and a function, a Map or a typed array as something else. */
function isPlainJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'bigint'
  if (Array.isArray(value)) return value.every(isPlainJson)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every(isPlainJson)
}

/** `/collections/{collection}{suffix}?{query}`, without the query's undefined and null members. */
export function collectionPath(collection: string, suffix: string, query: Params): string {
  let search = ''
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue
    search += `${search === '' ? '?' : '&'}${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`
  }
  return `/collections/${encodeURIComponent(collection)}${suffix}${search}`
}
