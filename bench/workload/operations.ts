import type { Shape } from './shape.ts'

export const OPERATIONS = ['retrieve', 'query', 'filtered', 'ingest-wait', 'ingest'] as const

export type OperationName = (typeof OPERATIONS)[number]

/** What one call does, for a heading. */
export function describe(operation: OperationName, { dimension, limit, batch, ingestDimension }: Shape): string {
  switch (operation) {
    case 'retrieve':
      return 'one point by id, with payload'
    case 'query':
      return `${dimension}-d, top ${limit}, with payload`
    case 'filtered':
      return `${dimension}-d, top ${limit}, with payload, must match an indexed keyword`
    case 'ingest-wait':
      return `upserts of ${batch} x ${ingestDimension}-d, wait=true`
    case 'ingest':
      return `upserts of ${batch} x ${ingestDimension}-d, wait=false`
  }
}

export function isIngest(operation: OperationName): boolean {
  return operation === 'ingest' || operation === 'ingest-wait'
}
