import type { CallOptions } from '../../src/dispatch/call-options.ts'
import { setUp } from './dispatcher-set-up.ts'
import { settle } from './manual-clock.ts'

export const TEXT = { operation: 'embedQuery', params: { texts: ['a text'], search: {} } }
export const upsert = (id: number) => ({
  operation: 'embedUpsert',
  params: { points: [{ id, text: 'a text', payload: {} }], textKey: 'text' },
})
export const retrieve = (id: number) => ({ operation: 'retrieve', params: { ids: [id] } })

/** Workers of which the lowest slots have the model, and what has been sent to them: `slot kind`. */
export function routed(workers: number, embedWorkers: number, options = {}) {
  const parts = setUp(workers, { embedWorkers, ...options })
  const kind = (operation: string) => (operation.startsWith('embed') ? 'text' : 'other')
  const sent = () => parts.crew.sent.map(({ slot, request }) => `${slot} ${kind(request.operation)}`)
  return { ...parts, sent, text: (call: CallOptions = {}) => parts.submit(TEXT, call) }
}

/** As `routed`, with every worker busy, in the order of their slots, and a mark by which to tell later calls apart. */
export async function allBusy(workers: number, embedWorkers: number, options = {}) {
  const parts = routed(workers, embedWorkers, options)
  const { crew, text, submit } = parts
  for (let slot = 0; slot < workers; slot++) slot < embedWorkers ? text() : submit({ target: `busy ${slot}` })
  await settle()
  const index = (slot: number) => crew.sent.findLastIndex((one) => one.slot === slot)
  const since = () => crew.sent.slice(workers).map(({ slot, request }) => `${slot} ${request.target}`)
  /** The worker in `slot` has done what it was sent last. */
  const free = (slot: number) => parts.answer(index(slot))
  const call = (target: string, own: CallOptions = {}) => submit({ target }, own)
  const textTo = (target: string, own: CallOptions = {}) => submit({ ...TEXT, target }, own)
  return { ...parts, since, free, call, textTo }
}
