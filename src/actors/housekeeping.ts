import type { ResolvedOptions } from '../base/options.ts'
import type { Actor } from './actor.ts'
import { recycleEveryMs } from './recycling.ts'

/** Ages and idle times are looked at this often, or at a quarter of the shortest of them. */
const HOUSEKEEPING_MS = 1_000

/** Time to the next look at ages and idle times, in ms. */
export function housekeepingMs({ idleTimeoutMs, recycleAfterMs }: ResolvedOptions, size: number): number {
  return Math.min(HOUSEKEEPING_MS, idleTimeoutMs / 4, recycleAfterMs / 4, recycleEveryMs(size))
}

/**
 * A worker whose connection is due: an idle one, or one that carries several requests at a time, which under load is never
 * idle; such a one is let run empty, one at a time.
 */
export function toRecycle(actors: readonly Actor[], now: number, depth: number): Actor | undefined {
  const due = actors.filter((actor) => actor.isDue(now) && actor.afterwards === undefined)
  const idle = due.find(({ entry }) => entry.state === 'idle')
  if (idle !== undefined || depth === 1 || actors.some(({ afterwards }) => afterwards?.kind === 'reopen')) return idle
  // While it runs empty, which may take as long as a call does, the others must have room.
  const roomy = actors.filter((actor) => hasRoom(actor, depth))
  return due.find((actor) => actor.entry.state === 'busy' && !actor.leased && roomy.some((other) => other !== actor))
}

function hasRoom({ entry, leased, afterwards, inFlight }: Actor, depth: number): boolean {
  return entry.state === 'idle' || (entry.state === 'busy' && !leased && afterwards === undefined && inFlight < depth)
}

/** The idle worker that was unused for longest, where it is spare and was so for `idleTimeoutMs`. */
export function toShrink(
  actors: readonly Actor[],
  now: number,
  minSize: number,
  idleTimeoutMs: number,
): Actor | undefined {
  // One whose node is down serves nobody, where another's is up.
  const isServing = ({ entry, endpoint }: Actor) => entry.state !== 'opening' || !endpoint.isDown
  const staying = actors.filter((actor) => actor.isStaying && isServing(actor))
  if (staying.length <= minSize) return undefined
  return staying
    .filter(({ entry, idleSince }) => entry.state === 'idle' && now - idleSince >= idleTimeoutMs)
    .sort((a, b) => a.idleSince - b.idleSince)[0]
}
