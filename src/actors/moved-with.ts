import type { Transferable } from 'node:worker_threads'
import type { WorkerCall } from '../protocol/messages.ts'

/** What moves to the worker with a call. Shared memory is not moved: both sides see it. */
export function movedWith({ cargo, moved = [] }: WorkerCall): readonly Transferable[] {
  return cargo?.buffer instanceof ArrayBuffer ? [cargo.buffer, ...moved] : moved
}
