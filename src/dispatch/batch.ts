import { QdrantPoolError } from '../base/errors.ts'
import { hotOperations, type Request } from '../operations/catalog.ts'
import type { Merging } from '../operations/operation.ts'
import type { Call } from './call.ts'

let lastId = 0

/** The calls that travel in one request: one, or several that merge. */
export class Batch {
  readonly id = ++lastId
  readonly members: readonly Call[]
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
      this.request = merged === undefined ? request : { target: request.target, ...merged }
    }
  }

  /** Every member has gone: timed out, aborted, or answered. */
  get abandoned(): boolean {
    return this.members.every((member) => member.settled)
  }

  /** The members that have not gone. */
  get unsettled(): Call[] {
    return this.members.filter((member) => !member.settled)
  }

  /** Gives each member its share of the answer. @throws QdrantPoolError on an answer that does not fit the calls */
  resolve(answer: unknown): void {
    const answers = this.#split(answer)
    for (const [index, member] of this.members.entries()) member.resolve(answers[index])
  }

  #split(answer: unknown): readonly unknown[] {
    if (this.#merging === undefined) return [answer]
    try {
      return this.#merging.split(
        answer,
        this.members.map((member) => member.request.params),
      )
    } catch (cause) {
      const message = `${this.request.operation}: the server's answer does not fit the calls: ${(cause as Error).message}`
      throw new QdrantPoolError('INVALID_RESPONSE', message, { outcome: 'unknown', phase: 'request', cause })
    }
  }
}
