import { createDirectClient } from '../../src/client/direct-client.ts'
import { SlotRegion } from '../../src/metrics/slot-region.ts'
import type { TaskContext } from '../../src/pipeline/task-types.ts'
import type { Reply } from '../../src/protocol/messages.ts'
import { type Embed, Session } from '../../src/wire/session.ts'
import { NotedWire } from './noted-wire.ts'

/** A module whose tasks run the function that they are given. */
export const INLINE = new URL('./inline-task.ts', import.meta.url).href
export const vector = new Float32Array([1, 2])

export const requests = (region: SlotRegion) => region.requests.read().count

type Work = (context: TaskContext) => unknown

export function setUp() {
  const wire = new NotedWire()
  const region = new SlotRegion()
  const session = new Session(wire, region, async (send) => createDirectClient(send))
  let lastId = 0
  const perform = async (target: string, name: string, input: unknown, embed: Embed): Promise<Reply | undefined> => {
    const [reply] = await session.calls([{ id: ++lastId, operation: 'task', target, params: { name, input } }], embed)
    return reply
  }
  return {
    wire,
    region,
    session,
    perform,
    run: (work: Work, embed: Embed = async (texts) => texts.map(() => vector)) => perform(INLINE, 'run', work, embed),
    /** Ends the task that was started last. */
    cancel: () => session.cancel(lastId),
  }
}

/** A wire whose answers the test gives one by one. */
export function answeredByHand(wire: NotedWire) {
  const answers: PromiseWithResolvers<Reply>[] = []
  wire.send = ({ operation, target }, cancellation) => {
    wire.notes.push(`${operation} ${target}`)
    const answer = Promise.withResolvers<Reply>()
    answers.push(answer)
    const message = 'the socket was closed'
    cancellation?.onCancel(() => {
      wire.notes.push(`cancelled ${target}`)
      answer.resolve({
        ok: false,
        failure: { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message },
      })
    })
    return answer.promise
  }
  return answers
}
