import type { Reply } from '../protocol/messages.ts'
import type { StrayError } from './user-code.ts'

export function argumentFailure(message: string): Reply {
  return { ok: false, failure: { kind: 'argument', message } }
}

/** Code of the user's threw outside of its promise; a task's may have done anything before. */
export function crashed({ thrown }: StrayError, isTask: boolean): Reply {
  return { ok: false, failure: { kind: 'crash', thrown, ...(isTask ? { mayBeApplied: true } : {}) } }
}
