import type { Actor } from './actor.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { ActorState } from './states.ts'

/** Those to end first where the pool shrinks: what serves nobody yet, then what is idle, the longest unused first. */
const ENDS_FIRST: readonly ActorState[] = ['opening', 'idle', 'busy', 'dying']

/** Those of one kind that are more than `most`. */
function surplusOf(actors: readonly Actor[], most: number): Actor[] {
  const staying = actors.filter(({ isStaying }) => isStaying)
  const rank = ({ entry }: Actor) => ENDS_FIRST.indexOf(entry.state)
  return staying
    .sort((a, b) => rank(a) - rank(b) || a.idleSince - b.idleSince)
    .slice(0, Math.max(0, staying.length - most))
}

/**
 * Ends the workers beyond `size`, and those without the model in whose way one with it could not be opened any more: free ones now, busy ones as they come free. A busy one that a smaller size had sent away
 * stays where there is room for it now. Resolves when those that were not busy have ended.
 */
export async function shrinkTo(lifecycle: Lifecycle, size: number): Promise<void> {
  for (const actor of lifecycle.actors) {
    const { afterwards } = actor
    if (afterwards?.kind === 'retire' && afterwards.reason === 'resize') lifecycle.stay(actor)
  }
  const { places, actors } = lifecycle
  const most = places.withModel(size)
  const surplus = [true, false].flatMap((kind) =>
    surplusOf(
      actors.filter(({ entry }) => places.hasModel(entry.slot) === kind),
      kind ? most : size - most,
    ),
  )
  const ending = surplus.filter(({ entry }) => entry.state !== 'busy')
  for (const actor of surplus) lifecycle.part(actor, { kind: 'retire', reason: 'resize' })
  await Promise.all(ending.map(({ exited }) => exited))
}
