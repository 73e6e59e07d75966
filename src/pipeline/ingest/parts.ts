import type { Submit } from '../../client/pool-client.ts'
import type { PipelineParts } from '../parts.ts'

/** What the pool gives to an ingest. */
export interface IngestParts extends Omit<PipelineParts, 'submitWith'> {
  /** In lane 'batch', with the ingest's signal and the duration of a batch. */
  readonly submit: Submit
  /** Longest duration of one batch, in ms. */
  readonly timeoutMs: number
}
