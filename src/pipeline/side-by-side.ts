import { DeadlineExceededError } from '../base/errors.ts'
import type { Submit } from '../client/pool-client.ts'
import { type PipelineCallOptions, type PipelineParts, submitWithin } from './parts.ts'

/**
 * Sends the batches of one call, named `call` in its errors: as many are on their way as there are workers, and one more, so
 * that none waits for the next and each waits only for a worker, not for the batches before it. They share one deadline, and
 * the first error ends the others.
 */
export async function sideBySide<T>(
  parts: PipelineParts,
  call: string,
  batches: readonly T[],
  options: PipelineCallOptions,
  send: (submit: Submit, batch: T, index: number) => Promise<void>,
): Promise<void> {
  const { timeoutMs = parts.timeoutMs, signal } = options
  const failed = new AbortController()
  // As they are given: AbortSignal.any would tell of a wrong signal in its own words.
  parts.submitWith(options)
  const either = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  const submit = submitWithin(parts, { ...options, signal: either })
  let next = 0
  const sendBatches = async () => {
    while (next < batches.length) {
      const index = next++
      await send(submit, batches[index] as T, index)
    }
  }
  try {
    await Promise.all(Array.from({ length: parts.workers + 1 }, sendBatches))
  } catch (error) {
    failed.abort()
    if (!(error instanceof DeadlineExceededError)) throw error
    // That of the last batch would name what the others had left of the time.
    const { phase = 'request', outcome = 'unknown' } = error
    const message = `${call} was not done within ${timeoutMs} ms`
    throw new DeadlineExceededError(message, { phase, outcome, cause: error })
  }
}
