import type { IngestItem } from '../ingest/options.ts'

/** What a source yields: an item whose shape is still to be checked, or why there is none. */
export type SourceRecord =
  | { readonly at: string; readonly item: IngestItem }
  /** `raw`: what stood there, for the dead-letter file; cut where it is very long. */
  | { readonly at: string; readonly problem: string; readonly raw?: string }

/** A source that is being read, once. */
export interface RecordReader extends AsyncIterable<SourceRecord> {
  /** How much of it has been read, from 0 to 1; undefined where its size is not known. */
  readonly share: number | undefined
}
