import type { WriteScope } from '../operations/write-scope.ts'
import type { Call } from './call.ts'
import type { ParkedWrite, WriteGate } from './write-gate.ts'

/**
 * Resolves when the write of a lease is under way, at the latest when its call settles; it must land either way. It
 * waits for those under way that may touch its points, but not for those that still wait: they may need the worker that
 * the lease holds.
 */
export async function departLeased(gate: WriteGate, call: Call, scope: WriteScope): Promise<void> {
  if (!gate.isUnderWay(scope)) {
    gate.depart(scope)
    return
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  let isWaiting = true
  const depart = () => {
    if (isWaiting) gate.depart(scope, parked)
    isWaiting = false
    resolve()
  }
  const parked: ParkedWrite = { scope, mergeKey: undefined, overtakes: true, go: depart }
  gate.park(parked)
  call.untilSettled(depart)
  await promise
}
