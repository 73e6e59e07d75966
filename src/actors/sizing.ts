import type { ResolvedOptions } from '../base/options.ts'

/** Requests in flight on one HTTP/2 session; HTTP/1.1 carries one at a time. */
const GRPC_DEPTH = 4

/** How many requests one worker carries at a time. */
export function depthOf({ preferGrpc }: Pick<ResolvedOptions, 'preferGrpc'>): number {
  return preferGrpc ? GRPC_DEPTH : 1
}

/** How many workers to open now: enough for the waiting calls that no free or opening worker will serve, up to the limit. */
export function workersToOpen(now: {
  /** Calls that wait for a worker. */
  waiting: number
  /** Leases that wait for one; each needs a worker that carries nothing. */
  leases: number
  idle: number
  /** Requests that could leave now. */
  free: number
  /** Requests that one worker carries at a time. */
  depth: number
  opening: number
  /** Of those, the ones that wait for a node that is down while another is up. */
  stuck: number
  size: number
  minSize: number
  maxSize: number
}): number {
  const forCalls = Math.max(0, Math.ceil((now.waiting - now.free) / now.depth))
  const forLeases = Math.max(0, now.leases - now.idle)
  const forWaiting = forCalls + forLeases - (now.opening - now.stuck)
  const forMinimum = now.minSize - (now.size - now.stuck)
  return Math.max(0, Math.min(Math.max(forWaiting, forMinimum), now.maxSize - now.size))
}
