import { unlessAborted } from '../../base/unless-aborted.ts'
import { takeTexts } from '../../operations/embed.ts'
import type { TaskParams } from '../../operations/task.ts'
import type { Reply, WorkerCall } from '../../protocol/messages.ts'
import type { Cancellation } from '../cancellation.ts'
import type { UserCode } from '../user-code.ts'
import { loadFunction } from './load-function.ts'
import { type SendRequest, TaskLine } from './task-line.ts'

/** Makes an object with the methods of QdrantClient, whose requests go to `send`. */
export type MakeClient = (send: TaskLine['send']) => Promise<object>

export interface TaskParts {
  readonly userCode: UserCode
  readonly makeClient: MakeClient
  /** Of the connection. */
  readonly carriesMany: boolean
  readonly send: SendRequest
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>
}

/**
 * Runs one function of a user's module. When nobody waits for it any more, its signal aborts and its requests end; it may
 * go on, but reaches neither the connection nor the embedder from then on, nor once it has settled.
 */
export async function runTask({ target, params }: WorkerCall, parts: TaskParts, given: Cancellation): Promise<Reply> {
  const { name, input } = params as unknown as TaskParams
  const abort = new AbortController()
  const { signal } = abort
  const line = new TaskLine(parts.send, parts.carriesMany)
  given.onCancel(() => {
    // First, so that who hears the signal finds the connection closed.
    line.cancel()
    abort.abort()
  })
  const embed = async (texts: readonly string[]) => {
    const taken = takeTexts(texts)
    line.checkOpen('embed')
    return copiesOf(await unlessAborted(parts.embed(taken, signal), signal))
  }
  const work = parts.userCode.run(async () => {
    const run = await loadFunction(target, name)
    const client = await parts.makeClient((request) => line.send(request))
    // Given up while its module was loaded: it is not begun.
    signal.throwIfAborted()
    return run(input, { client, embed, signal })
  })
  try {
    return { ok: true, value: await unlessAborted(work, signal) }
  } catch (thrown) {
    const cutOff = await line.close()
    // The main thread learns that the connection was closed under a request.
    if (cutOff !== undefined) return cutOff
    throw thrown
  } finally {
    await line.close()
  }
}

/** An embedder may keep the arrays that it answers with, and what is handed out may be moved. */
export function copiesOf(vectors: readonly Float32Array[]): Float32Array<ArrayBuffer>[] {
  return vectors.map((vector) => new Float32Array(vector))
}
