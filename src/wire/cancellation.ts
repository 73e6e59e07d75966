import type { Reply } from '../protocol/messages.ts'

/** Tells one call that nobody waits for it any more; lighter than an AbortSignal, which every call would pay for. */
export class Cancellation {
  #isCancelled = false
  #stop: (() => void) | undefined

  get isCancelled(): boolean {
    return this.#isCancelled
  }

  /** What ends the call where it is now; replaces what was set before, and runs at once where it is cancelled already. */
  onCancel(stop: () => void): void {
    this.#stop = stop
    if (this.#isCancelled) stop()
  }

  cancel(): void {
    if (this.#isCancelled) return
    this.#isCancelled = true
    this.#stop?.()
  }
}

/** Nobody waits for it any more; told so that the worker's task ends. */
export function cancelledUnsent(): Reply {
  const message = 'cancelled before it was sent'
  return { ok: false, failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'not-sent', message } }
}
