import type { SavedCell, SavedRound } from './saved-report.ts'

export interface Figure {
  readonly name: string
  readonly slower: 'less' | 'more'
  /**
   * Changes within it count as none: two runs of the same code differ by as much, as threads and memory happen to lie.
   * CPU time differs most: of a machine that is mostly idle it is that of waking up.
   */
  readonly margin: number
  readonly digits: number
  /** Whether cells in a closed or in an open loop have it. */
  readonly loops: readonly ('closed' | 'open')[]
  readonly of: (round: SavedRound) => number
}

const BOTH = ['closed', 'open'] as const

/** In an open loop the rate is given: there the median latency tells what throughput tells in a closed one. */
export const FIGURES: readonly Figure[] = [
  { name: 'ops/s', slower: 'less', margin: 0.03, digits: 0, loops: ['closed'], of: ({ perSecond }) => perSecond },
  { name: 'p50 ms', slower: 'more', margin: 0.03, digits: 2, loops: ['open'], of: ({ latency }) => latency.p50Ms },
  { name: 'p95 ms', slower: 'more', margin: 0.1, digits: 2, loops: BOTH, of: ({ latency }) => latency.p95Ms },
  { name: 'client µs/call', slower: 'more', margin: 0.1, digits: 1, loops: BOTH, of: clientUs },
]

export function loopOf({ rate }: SavedCell): 'closed' | 'open' {
  return rate === undefined ? 'closed' : 'open'
}

function clientUs({ cpu }: SavedRound): number {
  return cpu.mainUs + cpu.workersUs
}
