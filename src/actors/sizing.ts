/** How many workers to open now: one for each waiting call that no idle or opening worker will serve, up to the limit. */
export function workersToOpen(now: {
  waiting: number
  idle: number
  opening: number
  size: number
  minSize: number
  maxSize: number
}): number {
  const forWaiting = now.waiting - now.idle - now.opening
  const forMinimum = now.minSize - now.size
  return Math.max(0, Math.min(Math.max(forWaiting, forMinimum), now.maxSize - now.size))
}
