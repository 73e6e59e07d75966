/**
 * A worker's states. `opening`: its thread starts or its connection opens. `idle`: free for work. `busy`: it runs a call
 * or is leased. `dying`: it takes nothing more; the slot is free when its thread has ended.
 */
export type ActorState = 'opening' | 'idle' | 'busy' | 'dying'

const NEXT: Readonly<Record<ActorState, readonly ActorState[]>> = {
  opening: ['idle', 'dying'],
  idle: ['busy', 'opening', 'dying'],
  busy: ['idle', 'opening', 'dying'],
  dying: [],
}

/** @throws Error on a change that no worker may make: a defect of the pool. */
export function transition(from: ActorState, to: ActorState): ActorState {
  if (!NEXT[from].includes(to)) throw new Error(`A worker cannot go from ${from} to ${to}`)
  return to
}
