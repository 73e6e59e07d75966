import type { Crew } from '../actors/crew.ts'

/** What the dispatcher sees of the crew. */
export type Workers = Pick<
  Crew,
  | 'free'
  | 'freeWithModel'
  | 'isSplit'
  | 'tellsModelApart'
  | 'underWay'
  | 'take'
  | 'takeIdle'
  | 'release'
  | 'grow'
  | 'kill'
  | 'lastFailure'
  | 'available'
  | 'availableWithModel'
  | 'outcome'
  | 'gaveUp'
> & {
  readonly endpoints: Pick<Crew['endpoints'], 'areRefusing' | 'lastFailure'>
  readonly ledger: Pick<Crew['ledger'], 'count' | 'size'>
}
