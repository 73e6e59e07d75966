import type { MessagePort } from 'node:worker_threads'
import { embed } from '../operations/embed.ts'
import { thrownFailure } from '../protocol/failure.ts'
import type { CallMessage, Reply, ReplyMessage, WorkerCall } from '../protocol/messages.ts'

/** Answers every message of calls on the port with one message of replies, in whatever order they come to be done. */
export function serveCalls(
  port: MessagePort,
  perform: (calls: readonly WorkerCall[]) => Promise<readonly Reply[]>,
): void {
  port.on('message', ({ id, calls }: CallMessage) => {
    const answer = (replies: readonly Reply[]) => post(port, id, replies, movedWith(calls, replies))
    perform(calls).then(answer, (thrown) => answer(calls.map(() => ({ ok: false, failure: thrownFailure(thrown) }))))
  })
}

/** Vectors that were made for the main thread move to it. */
function movedWith(calls: readonly WorkerCall[], replies: readonly Reply[]): ArrayBuffer[] {
  return replies.flatMap((reply, index) => {
    if (calls[index]?.operation !== embed.name || !('value' in reply)) return []
    return (reply.value as readonly Float32Array<ArrayBuffer>[]).map(({ buffer }) => buffer)
  })
}

/** A value that cannot cross fails its call alone. */
function post(port: MessagePort, id: number, replies: readonly Reply[], moved: readonly ArrayBuffer[]): void {
  try {
    port.postMessage({ id, replies } satisfies ReplyMessage, moved)
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
