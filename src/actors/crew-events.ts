export interface CrewEvents {
  /** A worker came free, or room for one did: waiting calls may be served. */
  free(): void
  /** Calls and leases that wait for a worker, for sizing. */
  waiting(): { readonly waiting: number; readonly leases: number }
  /** A worker's thread has ended, in order or not. */
  ended(slot: number): void
}

export interface CrewTotals {
  created: number
  recycled: number
  replaced: number
  failed: number
  healthFailures: number
}
