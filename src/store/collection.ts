import type { Schemas } from '@qdrant/js-client-rest'
import { ConfigError, QdrantPoolError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import type { QdrantClient } from '../base/qdrant-client.ts'
import { checkCollectionName } from '../client/collection-name.ts'
import { createPoolClient, type Submit } from '../client/pool-client.ts'
import { createOnce } from '../pipeline/create-once.ts'
import { sampleVector } from '../pipeline/embed-one.ts'
import { type PipelineCallOptions, type PipelineParts, submitWithin } from '../pipeline/parts.ts'
import { type Pool, pipelineOf } from '../pool/pool.ts'
import type { Kept, Path } from './paths.ts'
import { tellingEmbedder } from './telling-embedder.ts'

const DISTANCES = ['Cosine', 'Dot', 'Euclid', 'Manhattan'] as const
const SETTINGS = new Set(['name', 'dimension', 'distance', 'indexes'])

export type Distance = (typeof DISTANCES)[number]

export interface CollectionSettings<P extends object = Record<string, unknown>> {
  readonly name: string
  /** Numbers in each vector. @default as the pool's embedder gives them */
  readonly dimension?: number
  /** @default 'Cosine' */
  readonly distance?: Distance
  /** Payload keys to index, and `text`, where the store keeps the texts; each with its type or the parameters of one: `{ user: 'keyword', at: 'datetime' }`. */
  readonly indexes?: { readonly [K in Path<Kept<P>>]?: Schemas['PayloadFieldSchema'] }
}

/** A collection as it is now. */
export interface StoreCollection {
  readonly name: string
  readonly dimension: number
  readonly distance: Distance
  /** It was made by this call. */
  readonly created: boolean
}

/**
 * Creates a collection of one vector a point, and its payload indexes, where they are missing; may be called again and by
 * several at once. What is there already is compared, by dimension, distance and types of indexes, and is never changed.
 * @throws ConfigError, or QdrantPoolError COLLECTION_MISMATCH that says what was expected and what was found
 */
export async function setupCollection<P extends object = Record<string, unknown>>(
  pool: Pool,
  settings: CollectionSettings<P>,
  options: PipelineCallOptions = {},
): Promise<StoreCollection> {
  checkKnownOptions('setupCollection', settings, SETTINGS)
  const { name, distance = 'Cosine', indexes = {} } = settings
  checkCollectionName('setupCollection', name)
  if (!DISTANCES.includes(distance)) throw wrong('distance', DISTANCES.join(', '), JSON.stringify(distance))
  const parts = tellingEmbedder(pipelineOf(pool), 'setupCollection')
  const submit = submitWithin(parts, options)
  const dimension = await dimensionFor(settings.dimension, parts, submit)
  const client = createPoolClient(submit)
  const created = await createOnce(client, name, async () => ({ vectors: { size: dimension, distance } }))
  const found = await client.getCollection(name)
  const wanted = Object.entries<Schemas['PayloadFieldSchema'] | undefined>(indexes).flatMap(([key, schema]) =>
    schema === undefined ? [] : { key, schema },
  )
  const differences = [
    ...vectorDifferences(found, dimension, distance),
    ...wanted.flatMap((one) => indexDifference(found, one)),
  ]
  if (differences.length > 0) throw mismatch(name, differences)
  const missing = wanted.filter(({ key }) => found.payload_schema[key] === undefined)
  await Promise.all(missing.map((index) => createIndex(client, name, index)))
  return { name, dimension, distance, created }
}

interface WantedIndex {
  readonly key: string
  readonly schema: Schemas['PayloadFieldSchema']
}

async function dimensionFor(given: unknown, { embedder }: PipelineParts, submit: Submit): Promise<number> {
  if (given === undefined) {
    if (embedder !== undefined) return (await sampleVector(submit)).length
    throw wrong('dimension', 'a whole number of at least 1, since the pool has no embedder', 'none')
  }
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1) return given
  throw wrong('dimension', 'a whole number of at least 1', String(given))
}

async function createIndex(client: QdrantClient, name: string, { key, schema }: WantedIndex): Promise<void> {
  await client.createPayloadIndex(name, { field_name: key, field_schema: schema, wait: true })
}

function vectorDifferences({ config }: Schemas['CollectionInfo'], dimension: number, distance: Distance): string[] {
  const { vectors = {} } = config.params
  // Beside named vectors, the one without a name is called ''.
  const plain =
    'size' in vectors && typeof vectors.size === 'number' ? vectors : (vectors as Record<string, unknown>)['']
  if (plain === undefined) {
    const names = Object.keys(vectors).map((name) => `\`${name}\``)
    return [`expected one vector without a name, found ${names.join(', ') || 'none'}`]
  }
  const { size: foundSize, distance: foundDistance } = plain as Schemas['VectorParams']
  return [
    ...(foundSize === dimension ? [] : [`expected dimension ${dimension}, found ${foundSize}`]),
    ...(foundDistance === distance ? [] : [`expected distance ${distance}, found ${foundDistance}`]),
  ]
}

function indexDifference({ payload_schema }: Schemas['CollectionInfo'], { key, schema }: WantedIndex): string[] {
  const type = typeof schema === 'string' ? schema : schema.type
  const found = payload_schema[key]?.data_type
  return found === undefined || found === type
    ? []
    : [`expected an index of type ${type} on \`${key}\`, found ${found}`]
}

function mismatch(name: string, differences: readonly string[]): QdrantPoolError {
  const message = `setupCollection: the collection '${name}' is another one: ${differences.join('; ')}`
  return new QdrantPoolError('COLLECTION_MISMATCH', message, {
    solutions: [
      'Ask for the collection as it was found, or give another `name`',
      'Delete what differs, where it is not needed: pool.client.deleteCollection(…) or deletePayloadIndex(…)',
    ],
  })
}

function wrong(option: string, expected: string, got: string): ConfigError {
  return new ConfigError(`setupCollection: expected \`${option}\` to be ${expected}, got ${got}`)
}
