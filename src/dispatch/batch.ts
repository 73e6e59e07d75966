import { QdrantPoolError } from '../base/errors.ts'
import { hotOperations, type Request } from '../operations/catalog.ts'
import type { Merging } from '../operations/operation.ts'
import type { Call } from './call.ts'

let lastId = 0

/** The calls that travel in one request: one, or several that merge. */
export class Batch {
  /** Rises with every request: a worker tells by it whether a call that is given up is still on its way. */
  readonly id = ++lastId
  readonly members: readonly [Call, ...Call[]]
  readonly request: Request
  readonly #merging: Merging | undefined

  constructor(members: readonly [Call, ...Call[]]) {
    this.members = members
    const { request } = members[0]
    if (members.length === 1) {
      this.request = request
    } else {
      this.#merging = hotOperations.get(request.operation)?.merging
      const merged = this.#merging?.merge(members.map((member) => member.request.params))
      const { target, headers } = request
      this.request = merged === undefined ? request : { target, ...merged, ...(headers && { headers }) }
    }
  }

  /** Every member has gone: timed out, aborted, or answered. */
  get abandoned(): boolean {
    return this.members.every((member) => member.settled)
  }

  /** Time left of its latest member's deadline, in ms. */
  get remainingMs(): number {
    return Math.max(...this.members.map((member) => member.remainingMs))
  }

  /** The members that have not gone. */
  get unsettled(): Call[] {
    return this.members.filter((member) => !member.settled)
  }

  /**
   * Gives each member its share of the answer; an answer that does not fit the calls fails them. `now` is asked once for all,
   * when their shares are made: to look at the clock for each of a hundred took longer than all that is counted of them.
   */
  resolve(answer: unknown, now?: () => number): void {
    if (this.#merging === undefined) {
      this.members[0]?.resolve(answer)
      return
    }
    const params = this.members.map((member) => member.request.params)
    try {
      const shares = this.#merging.split(answer, params)
      const at = now?.()
      for (const [index, share] of shares.entries()) this.members[index]?.resolve(share, at)
    } catch (cause) {
      const message = `${this.request.operation}: the server's answer does not fit the calls: ${(cause as Error).message}`
      const error = new QdrantPoolError('INVALID_RESPONSE', message, { outcome: 'unknown', phase: 'request', cause })
      for (const member of this.members) member.reject(error)
    }
  }
}
