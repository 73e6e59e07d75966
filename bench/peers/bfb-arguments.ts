import { GROUPS } from '../workload/data.ts'
import { isIngest, type OperationName } from '../workload/operations.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import type { Cell } from './peer.ts'

const { dimension, ingestDimension, batch, limit } = USUAL_SHAPE
const THREADS = 2
/** Longer than any call: it would print a line for each that took longer. */
const SLOW_S = 3_600

export interface BfbRun {
  readonly cell: Pick<Cell, 'operation' | 'callers' | 'collection'>
  readonly grpcPort: number
  /** Calls to make. */
  readonly count: number
  /** Where a search leaves its timings. */
  readonly timingsFile: string
}

/** bfb's flags for a cell, in a collection that is there and is not waited for. */
export function bfbArguments({ cell, grpcPort, count, timingsFile }: BfbRun): string[] {
  const vectors = isIngest(cell.operation) ? count * batch : count
  return [
    ...['--uri', `http://127.0.0.1:${grpcPort}`, '--collection-name', cell.collection],
    ...['--num-vectors', String(vectors), '--parallel', String(cell.callers), '--threads', String(THREADS)],
    ...['--timing-threshold', String(SLOW_S), '--skip-create', '--skip-wait-index', '--skip-field-indices'],
    ...flagsOf(cell.operation, timingsFile),
  ]
}

function flagsOf(operation: OperationName, timingsFile: string): string[] {
  // The same keywords as in `groupOf`: of the points it writes, and of the filter it searches with.
  const keywords = ['--keywords', String(GROUPS)]
  const search = [
    ...['--skip-upload', '--search', '--search-limit', String(limit), '--search-with-payload'],
    ...['--dim', String(dimension), '--json', timingsFile],
  ]
  const upload = ['--dim', String(ingestDimension), '--batch-size', String(batch), ...keywords]
  switch (operation) {
    case 'retrieve':
      throw new Error('bfb retrieves nothing by id')
    case 'query':
      return search
    case 'filtered':
      return [...search, ...keywords]
    case 'ingest-wait':
      return [...upload, '--wait-on-upsert']
    case 'ingest':
      return upload
  }
}
