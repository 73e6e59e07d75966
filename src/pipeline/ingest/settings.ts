import { fileURLToPath } from 'node:url'
import type { Schemas } from '@qdrant/js-client-rest'
import { ConfigError } from '../../base/errors.ts'
import { checkKnownOptions } from '../../base/known-options.ts'
import type { IngestOptions, IngestProgress } from './options.ts'

/** Texts embedded and stored together. */
export const BATCH_SIZE = 64
/** Payload key that keeps the text. */
export const TEXT_KEY = 'text'

const OPTIONS = new Set<string>([
  'batchSize',
  'textKey',
  'vectorName',
  'sparseVectorName',
  'createCollection',
  'checkpoint',
  'deadLetter',
  'maxFailures',
  'onProgress',
  'signal',
  'timeoutMs',
] satisfies (keyof IngestOptions)[])

/** Options of an ingest with every default filled in. */
export interface IngestSettings {
  readonly batchSize: number
  readonly textKey: string
  readonly vectorName: string | undefined
  readonly sparseVectorName: string | undefined
  /** Undefined: the collection must exist. */
  readonly createCollection: Partial<Schemas['CreateCollection']> | undefined
  /** Path of the file. */
  readonly checkpoint: string | undefined
  readonly deadLetter: string | undefined
  readonly maxFailures: number
  readonly onProgress: ((progress: IngestProgress) => void) | undefined
  readonly signal: AbortSignal | undefined
}

/** @throws ConfigError */
export function resolveIngestOptions(given: IngestOptions): IngestSettings {
  checkKnownOptions('ingest', given, OPTIONS)
  const { batchSize = BATCH_SIZE, textKey = TEXT_KEY, vectorName, sparseVectorName, createCollection = false } = given
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw wrong('batchSize', 'a whole number of at least 1', String(batchSize))
  const deadLetter = pathOf('deadLetter', given.deadLetter)
  const { maxFailures = deadLetter === undefined ? 0 : Number.POSITIVE_INFINITY, onProgress, signal } = given
  if (typeof maxFailures !== 'number' || !(maxFailures >= 0))
    throw wrong('maxFailures', 'a number of at least 0', String(maxFailures))
  if (typeof createCollection !== 'boolean' && (typeof createCollection !== 'object' || createCollection === null))
    throw wrong('createCollection', "true, false or createCollection's parameters", typeof createCollection)
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw wrong('onProgress', 'a function', typeof onProgress)
  const created = createCollection === true ? {} : createCollection
  return {
    batchSize,
    textKey: name('textKey', textKey),
    vectorName: vectorName === undefined ? undefined : name('vectorName', vectorName),
    sparseVectorName: sparseVectorName === undefined ? undefined : name('sparseVectorName', sparseVectorName),
    createCollection: created === false ? undefined : created,
    checkpoint: pathOf('checkpoint', given.checkpoint),
    deadLetter,
    maxFailures,
    onProgress,
    signal,
  }
}

function name(option: string, given: unknown): string {
  if (typeof given === 'string' && given !== '') return given
  throw wrong(option, 'a name', JSON.stringify(given) ?? typeof given)
}

function pathOf(option: string, given: unknown): string | undefined {
  if (given === undefined) return undefined
  if (given instanceof URL && given.protocol === 'file:') return fileURLToPath(given)
  if (typeof given === 'string' && given !== '') return given
  throw wrong(option, 'a path or a file: URL', String(given))
}

function wrong(option: string, expected: string, got: string): ConfigError {
  return new ConfigError(`ingest: expected \`${option}\` to be ${expected}, got ${got}`)
}
