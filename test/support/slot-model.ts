import type { Lane } from '../../src/dispatch/call-options.ts'

export interface Waiter {
  readonly kind: 'call' | 'lease'
  readonly lane: Lane
}

/** After so many of lane 'interactive' in a row, one of lane 'batch' goes first. */
const INTERACTIVE_RUN = 16

/** What a queue for slots ought to do, in its plainest form: the slot goes to the first who still waits. */
export class SlotModel<W extends Waiter> {
  readonly #waiting: W[] = []
  #run = 0

  get size(): number {
    return this.#waiting.length
  }

  count(kind: W['kind']): number {
    return this.#waiting.filter((waiter) => waiter.kind === kind).length
  }

  has(waiter: W): boolean {
    return this.#waiting.includes(waiter)
  }

  enter(waiter: W): void {
    this.#waiting.push(waiter)
  }

  leave(waiter: W): void {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
  }

  /** Who gets the slot that has come free. */
  next(): W | undefined {
    const interactive = this.#waiting.find(({ lane }) => lane === 'interactive')
    const batch = this.#waiting.find(({ lane }) => lane === 'batch')
    const isTurnOfBatch = interactive === undefined || (batch !== undefined && this.#run >= INTERACTIVE_RUN)
    this.#run = isTurnOfBatch || batch === undefined ? 0 : this.#run + 1
    const first = isTurnOfBatch ? batch : interactive
    if (first !== undefined) this.leave(first)
    return first
  }
}
