import { isIdempotent, mergeTraits } from '../operations/catalog.ts'
import type { Call } from './call.ts'
import type { CallWaiter } from './queue.ts'

/** Who may travel with a call: those that merge with it into one request, those with requests of their own, or nobody. */
export type Company = 'merged' | 'shared' | 'none'

/** A call as it enters the queue. */
export function waitingCall(call: Call, company: Company, poolMerges: boolean): CallWaiter {
  const merges = company === 'merged' && poolMerges
  return {
    kind: 'call',
    lane: call.options.lane,
    call,
    ...(merges ? mergeTraits(call.request) : { mergeKey: undefined, bytes: 0 }),
    // Whatever crosses to a thread together may have to be sent again when the thread ends.
    mayShare: company !== 'none' && isIdempotent(call.request),
    stopWaiting: () => {},
    parked: undefined,
  }
}
