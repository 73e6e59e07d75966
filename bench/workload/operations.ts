export const OPERATIONS = ['retrieve', 'query', 'filtered', 'ingest-wait', 'ingest'] as const

export type OperationName = (typeof OPERATIONS)[number]

/** What one call of each does, for the heading of its table. */
export const DESCRIPTIONS: Readonly<Record<OperationName, string>> = {
  retrieve: 'one point by id, with payload',
  query: '384-d, top 10, with payload',
  filtered: '384-d, top 10, with payload, must match an indexed keyword',
  'ingest-wait': 'upserts of 100 x 1536-d, wait=true',
  ingest: 'upserts of 100 x 1536-d, wait=false',
}

export function isIngest(operation: OperationName): boolean {
  return operation === 'ingest' || operation === 'ingest-wait'
}
