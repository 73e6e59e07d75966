import type { Request } from '../../src/operations/catalog.ts'
import type { Reply } from '../../src/protocol/messages.ts'
import type { Cancellation } from '../../src/wire/cancellation.ts'
import type { Wire } from '../../src/wire/wire.ts'

export const DONE: Reply = { ok: true, value: 'done' }

/** A wire that notes what it is told and answers when the test says so. */
export class NotedWire implements Wire {
  readonly notes: unknown[] = []
  readonly cancellations: (Cancellation | undefined)[] = []
  onSockets = () => {}
  readonly sockets = 1
  carriesMany = false
  answer: Promise<Reply> | undefined = Promise.resolve(DONE)

  async probe(cancellation?: Cancellation): Promise<Reply> {
    this.cancellations.push(cancellation)
    this.notes.push('probe')
    return (await this.answer) ?? DONE
  }
  send({ operation, target, params }: Request, cancellation?: Cancellation): Promise<Reply> | undefined {
    this.cancellations.push(cancellation)
    this.notes.push([operation, target, params])
    return this.answer
  }
  async reset(): Promise<void> {
    this.notes.push('reset')
  }
  async close(): Promise<void> {
    this.notes.push('close')
  }
}
