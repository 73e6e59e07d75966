import type { Failure } from '../protocol/failure.ts'
import type { Actor } from './actor.ts'
import type { Lifecycle } from './lifecycle.ts'

const RETIRE = { kind: 'retire', reason: 'reset' } as const

/**
 * Replaces every worker: busy ones as they come free, idle ones one after another, each when the successor of the one
 * before is open. Those whose node is down have no successor to wait for: they stay. Resolves when the last of the others
 * has ended, or with the failure that kept a successor from opening: then those that are left stay.
 */
export async function replaceAll(lifecycle: Lifecycle, isClosed: () => boolean): Promise<Failure | undefined> {
  if (lifecycle.endpoints.areAllDown) return lifecycle.endpoints.lastFailure
  const old = lifecycle.actors.filter(({ connectedAt, endpoint }) => connectedAt !== undefined && !endpoint.isDown)
  const busy = old.filter(({ entry }) => entry.state === 'busy')
  for (const actor of busy) lifecycle.part(actor, RETIRE)
  // Last, so that no lease keeps an idle one from its turn.
  for (const actor of [...old.filter((other) => !busy.includes(other)), ...busy]) {
    const failure = await replace(lifecycle, actor)
    if (isClosed()) return undefined
    if (failure === undefined) continue
    for (const other of busy) if (isToReset(other)) lifecycle.stay(other)
    return failure
  }
  return undefined
}

async function replace(lifecycle: Lifecycle, actor: Actor): Promise<Failure | undefined> {
  const before = new Set(lifecycle.actors)
  lifecycle.part(actor, RETIRE)
  await actor.exited
  const successor = lifecycle.actors.find((other) => !before.has(other) && other.entry.state === 'opening')
  if (successor === undefined) return undefined
  const failure = await lifecycle.connector.attempted(successor)
  if (failure !== undefined || successor.connectedAt !== undefined) return failure
  return { kind: 'code', name: 'Error', message: 'its thread ended before its connection was open' }
}

function isToReset({ afterwards }: Actor): boolean {
  return afterwards?.kind === 'retire' && afterwards.reason === 'reset'
}
