import type { Clock } from '../../base/clock.ts'
import { unlessAborted } from '../../base/unless-aborted.ts'
import { printable } from '../output/printable.ts'
import { type Finding, type NamedFinding, problem } from './finding.ts'
import { whyFailed } from './server-requests.ts'

export interface Check {
  readonly name: string
  /** It is given up after so long. */
  readonly limitMs: number
  run(signal: AbortSignal): Finding | Promise<Finding>
}

/** Runs one check within its limit; that it fails or takes too long is a finding, too. Rejects where `signal` aborts. */
export async function examine({ name, limitMs, run }: Check, signal: AbortSignal, clock: Clock): Promise<NamedFinding> {
  const late = new AbortController()
  const stop = clock.after(limitMs, () => late.abort(new Error(`no result within ${limitMs / 1000} s`)))
  const limited = AbortSignal.any([signal, late.signal])
  try {
    const work = Promise.resolve(run(limited))
    return { name, ...(await unlessAborted(work, limited)) }
  } catch (error) {
    signal.throwIfAborted()
    return { name, ...problem(`could not be checked: ${printable(whyFailed(error))}`, []) }
  } finally {
    stop()
  }
}
