import type { Schemas } from '@qdrant/js-client-rest'

/** One record: a text to embed, or a vector to store as it is. */
export interface IngestItem {
  /** @default a UUID (version 5) of the content: the same text, or vector and payload, is the same point */
  readonly id?: string | number | bigint
  readonly text?: string
  readonly vector?: Schemas['VectorStruct'] | Float32Array
  readonly payload?: Readonly<Record<string, unknown>>
}

/**
 * Where records come from: anything iterable; the path or file: URL of a JSONL file (also gzipped) or of a folder of
 * markdown and text; or a stream of bytes or strings that holds JSONL.
 */
export type IngestSource =
  | string
  | URL
  | Iterable<IngestItem>
  | AsyncIterable<IngestItem>
  | AsyncIterable<Uint8Array | string>

export interface IngestProgress {
  readonly read: number
  /** Those of them that are stored now, whether by this run or by one before. */
  readonly stored: number
  readonly failed: number
  /** Records stored or found stored a second. */
  readonly perSecond: number
  /** Time left, in ms, where the size of the source is known. */
  readonly etaMs?: number
}

export interface IngestFailure {
  /** `docs.jsonl:17`, or `record 17` of a source without lines; counted from 1. */
  readonly at: string
  readonly reason: string
}

export interface IngestReport extends IngestProgress {
  readonly seconds: number
  /** Texts embedded by this run. */
  readonly embedded: number
  /** Records that were found stored already, and neither embedded nor sent again. */
  readonly skipped: number
  /** Requests that stored records. */
  readonly batches: number
  /** The collection was created by this run. */
  readonly created: boolean
  /** The first failures, at most 20; the dead-letter file has all of them. */
  readonly failures: readonly IngestFailure[]
}

export interface IngestOptions {
  /** Most records embedded and stored together. @default 64 */
  readonly batchSize?: number
  /** Payload key that keeps the text. @default 'text' */
  readonly textKey?: string
  /** Name of the vector in a collection with several. */
  readonly vectorName?: string
  /** Store the words of each text too, as a sparse vector of this name, for hybrid search. */
  readonly sparseVectorName?: string
  /**
   * Create the collection where it does not exist: with the dimension of the first vector and distance Cosine, or as
   * given here. @default false
   */
  readonly createCollection?: boolean | Partial<Schemas['CreateCollection']>
  /** File that remembers how far the ingest has come: a run that was ended goes on where it stopped. */
  readonly checkpoint?: string | URL
  /** File to which records are written that cannot be stored, one JSON object a line. */
  readonly deadLetter?: string | URL
  /** The ingest ends when more records than these have failed. @default no bound with `deadLetter`, else 0 */
  readonly maxFailures?: number
  readonly onProgress?: (progress: IngestProgress) => void
  readonly signal?: AbortSignal
  /** Longest duration of one batch, in ms. @default the pool's `timeoutMs` */
  readonly timeoutMs?: number
}
