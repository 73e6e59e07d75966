import type { PoolStats } from '../../src/index.ts'
import { Findings } from './findings.ts'

const SAMPLE_EVERY_MS = 4

/** What is looked at of the pool's own account. */
export type Account = Pick<
  PoolStats,
  'size' | 'maxSize' | 'idle' | 'busy' | 'opening' | 'dying' | 'workers' | 'waiting'
>

/** Why the account does not add up; undefined where it does. */
export function wrongAccount(
  { size, maxSize, idle, busy, opening, dying, workers, waiting }: Account,
  shrunk = false,
): string | undefined {
  const states = `${idle} idle + ${busy} busy + ${opening} opening + ${dying} dying`
  if (idle + busy + opening + dying !== size) return `${states} are not the size, ${size}`
  // After a resize those that are too many may end their calls first.
  if (size > maxSize && !shrunk) return `the size, ${size}, is above the limit, ${maxSize}`
  if (workers.length !== size) return `${workers.length} workers are told of, and the size is ${size}`
  if (waiting < 0) return `${waiting} wait`
  for (const [state, count] of Object.entries({ idle, opening, dying })) {
    const told = workers.filter((worker) => worker.state === state).length
    if (told !== count) return `${told} workers say that they are ${state}, ${count} are counted`
  }
  return undefined
}

/** Reads the pool's account every few ms, and how far this thread came behind with it. */
export class LedgerWatch {
  readonly wrong: Findings
  samples = 0
  mostSize = 0
  /** The longest that this thread was held up. */
  longestStallMs = 0
  /** The limit was lowered, and more workers than it may still be there. */
  shrunk = false
  readonly #read: () => Account
  readonly #timer: NodeJS.Timeout
  #lastAt = performance.now()

  constructor(read: () => Account, wrong = new Findings()) {
    this.#read = read
    this.wrong = wrong
    this.#timer = setInterval(() => this.sample(), SAMPLE_EVERY_MS)
  }

  sample(): void {
    const now = performance.now()
    this.longestStallMs = Math.max(this.longestStallMs, now - this.#lastAt - SAMPLE_EVERY_MS)
    this.#lastAt = now
    const account = this.#read()
    this.samples++
    this.mostSize = Math.max(this.mostSize, account.size)
    if (account.size <= account.maxSize) this.shrunk = false
    const wrong = wrongAccount(account, this.shrunk)
    if (wrong !== undefined) this.wrong.add(wrong)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
