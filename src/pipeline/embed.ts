import type { Clock } from '../base/clock.ts'
import { DeadlineExceededError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import type { Submit } from '../client/pool-client.ts'
import type { CallOptions } from '../dispatch/call-options.ts'
import { embed as operation, takeTexts } from '../operations/embed.ts'

export type EmbedOptions = Pick<CallOptions, 'signal' | 'timeoutMs' | 'acquireTimeoutMs' | 'priority'>

/** What the pool gives to it. */
export interface EmbedParts {
  submitWith(options: CallOptions): Submit
  readonly workers: number
  /** Of the pool. */
  readonly timeoutMs: number
  readonly clock: Clock
}

/** Texts embedded together. */
const BATCH_SIZE = 64
const OPTIONS = new Set(['signal', 'timeoutMs', 'acquireTimeoutMs', 'priority'])

/**
 * One vector a text, in order. As many batches are on their way as there are workers, and one more, so that none waits for
 * the next and each waits only for a worker, not for the batches before it. The first error ends the others.
 */
export async function embed(
  { submitWith, workers, timeoutMs: ofPool, clock }: EmbedParts,
  given: readonly string[],
  options: EmbedOptions,
): Promise<Float32Array[]> {
  checkKnownOptions('embed', options, OPTIONS)
  // Wrong options are told even where there is nothing to embed.
  submitWith(options)
  const texts = takeTexts(given)
  const { timeoutMs = ofPool, signal } = options
  const endsAt = clock.now() + timeoutMs
  const failed = new AbortController()
  const either = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal])
  const vectors: Float32Array[] = new Array(texts.length)
  let next = 0

  const sendBatches = async () => {
    while (next < texts.length) {
      const at = next
      next += BATCH_SIZE
      const submit = submitWith({ ...options, signal: either, timeoutMs: Math.max(1, endsAt - clock.now()) })
      const params = { texts: texts.slice(at, at + BATCH_SIZE) }
      const rows = await submit({ operation: operation.name, target: '', params })
      for (const [row, vector] of (rows as readonly Float32Array[]).entries()) vectors[at + row] = vector
    }
  }
  try {
    await Promise.all(Array.from({ length: workers + 1 }, sendBatches))
  } catch (error) {
    failed.abort()
    if (!(error instanceof DeadlineExceededError)) throw error
    // That of the last batch would name what the others had left of the time.
    const { phase = 'request', outcome = 'unknown' } = error
    const message = `embed of ${texts.length} texts was not done within ${timeoutMs} ms`
    throw new DeadlineExceededError(message, { phase, outcome, cause: error })
  }
  return vectors
}
