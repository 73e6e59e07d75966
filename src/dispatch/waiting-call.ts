import { isIdempotent, mergeTraits, needsModel } from '../operations/catalog.ts'
import type { Call } from './call.ts'
import type { CallWaiter } from './queue.ts'

/** Who may travel with a call: those that merge with it into one request, those with requests of their own, or nobody. */
export type Company = 'merged' | 'shared' | 'none'

/** A call as it enters the queue; `tellsModelApart`: not every worker may have the model. */
export function waitingCall(call: Call, company: Company, poolMerges: boolean, tellsModelApart: boolean): CallWaiter {
  const merges = company === 'merged' && poolMerges
  return {
    kind: 'call',
    lane: call.options.lane,
    call,
    needsModel: tellsModelApart && needsModel(call.request),
    ...(merges ? mergeTraits(call.request) : { mergeKey: undefined, bytes: 0 }),
    // Whatever crosses to a thread together may have to be sent again when the thread ends.
    mayShare: company !== 'none' && isIdempotent(call.request),
    stopWaiting: () => {},
    parked: undefined,
    node: undefined,
  }
}
