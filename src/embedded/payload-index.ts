import { noVariant } from './errors.ts'
import { isObject, type Json } from './json.ts'
import { formatPath, type JsonPath } from './json-path.ts'

type IndexType = 'keyword' | 'integer' | 'float' | 'bool' | 'geo' | 'datetime' | 'text' | 'uuid'
const TYPES: readonly string[] = ['keyword', 'integer', 'float', 'bool', 'geo', 'datetime', 'text', 'uuid']

/** The search is exact, so an index only says what may be ordered by, faceted on and taken apart into words. */
export class PayloadIndexes {
  readonly #schemas = new Map<string, Json>()

  entries(): IterableIterator<[string, Json]> {
    return this.#schemas.entries()
  }

  /** Without a schema the real server looks at the values; keyword is what most of them are. @throws ApiError 400 */
  set(path: JsonPath, schema: Json | undefined): void {
    const given = schema ?? 'keyword'
    indexType(given)
    this.#schemas.set(formatPath(path), given)
  }

  delete(path: JsonPath): void {
    this.#schemas.delete(formatPath(path))
  }

  typeOf(path: JsonPath): IndexType | undefined {
    const schema = this.#schemas.get(formatPath(path))
    return schema === undefined ? undefined : indexType(schema)
  }

  tokenizer(path: JsonPath): ((text: string) => string[]) | undefined {
    if (this.typeOf(path) !== 'text') return undefined
    const schema = this.#schemas.get(formatPath(path))
    const options = isObject(schema) ? schema : {}
    const separator = options.tokenizer === 'whitespace' ? /\s+/u : /[^\p{Alphabetic}\p{N}]+/u
    const keepsCase = options.lowercase === false
    return (text) => (keepsCase ? text : text.toLowerCase()).split(separator).filter((word) => word !== '')
  }
}

function indexType(schema: Json): IndexType {
  const type = isObject(schema) ? schema.type : schema
  if (isIndexType(type)) return type
  throw noVariant('PayloadFieldSchema')
}

function isIndexType(value: Json | undefined): value is IndexType {
  return typeof value === 'string' && TYPES.includes(value)
}
