import { handBack } from '../dispatch/cargo.ts'
import { revive } from '../dispatch/revive.ts'
import { snapshotOf } from '../dispatch/snapshot.ts'
import { hotOperations, type Request, requestName } from '../operations/catalog.ts'
import { readAnswer } from '../protocol/answer-text.ts'
import type { Reply } from '../protocol/messages.ts'
import type { PoolClient } from './columnar-upsert.ts'
import { createPoolClient } from './pool-client.ts'

/** A client without a queue: each request goes to `send` as it was issued, once, and its failure is the client's own error. */
export function createDirectClient(send: (request: Request) => Promise<Reply>): PoolClient {
  return createPoolClient(async (given) => {
    const name = requestName(given)
    const request = snapshotOf(given, name)
    const cargo = hotOperations.get(request.operation)?.cargo?.param
    try {
      const reply = await send(request)
      const read = 'text' in reply ? readAnswer(reply.text) : reply
      if (!read.ok) throw revive(read.failure, name)
      return 'value' in read ? read.value : undefined
    } catch (thrown) {
      if (cargo !== undefined) handBack(given.params, cargo, request.cargo)
      throw thrown
    }
  })
}
