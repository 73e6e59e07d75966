import type { MessagePort } from 'node:worker_threads'
import { thrownFailure } from '../protocol/failure.ts'
import type { CallMessage, Reply, ReplyMessage, WorkerCall } from '../protocol/messages.ts'

/** Answers every message of calls on the port with one message of replies, in whatever order they come to be done. */
export function serveCalls(
  port: MessagePort,
  perform: (calls: readonly WorkerCall[]) => Promise<readonly Reply[]>,
): void {
  port.on('message', ({ id, calls }: CallMessage) => {
    const answer = (replies: readonly Reply[]) => post(port, id, replies)
    perform(calls).then(answer, (thrown) => answer(calls.map(() => ({ ok: false, failure: thrownFailure(thrown) }))))
  })
}

/** A value that cannot cross fails its call alone. */
function post(port: MessagePort, id: number, replies: readonly Reply[]): void {
  try {
    port.postMessage({ id, replies } satisfies ReplyMessage)
  } catch {
    port.postMessage({ id, replies: replies.map(cloneable) } satisfies ReplyMessage)
  }
}

function cloneable(reply: Reply): Reply {
  try {
    return structuredClone(reply)
  } catch (thrown) {
    return { ok: false, failure: thrownFailure(thrown) }
  }
}
