import type { Failure } from '../protocol/failure.ts'
import type { Lifecycle } from './lifecycle.ts'

const RETIRE = { kind: 'retire', reason: 'reset' } as const

/**
 * Replaces every worker: busy ones as they come free, idle ones one after another, each when the successor of the one
 * before is open. Resolves when the last of them has ended, or with the failure that kept a successor from opening: those
 * that are left stay.
 */
export async function replaceAll(lifecycle: Lifecycle): Promise<Failure | undefined> {
  const old = lifecycle.actors.filter(({ connectedAt }) => connectedAt !== undefined)
  const busy = old.filter(({ entry }) => entry.state === 'busy')
  for (const actor of busy) lifecycle.part(actor, RETIRE)
  // Last, so that no lease keeps an idle one from its turn.
  for (const actor of [...old.filter((other) => !busy.includes(other)), ...busy]) {
    lifecycle.part(actor, RETIRE)
    await actor.exited
    const successor = lifecycle.actors.find(({ entry, connectedAt }) => {
      return entry.state === 'opening' && connectedAt === undefined
    })
    const failure = successor && (await lifecycle.connector.attempted(successor))
    if (failure !== undefined) return failure
  }
  return undefined
}
