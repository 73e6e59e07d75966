import { Findings } from './findings.ts'
import { ANSWERED, type Ending, endingOf, NOT_REFUSED } from './outcomes.ts'

interface Open {
  readonly kind: string
  readonly issuedAt: number
  /** When it must have settled; undefined where the pool promises no time. */
  readonly boundMs: number | undefined
}

export interface Tracked<T> {
  readonly issuedAt: number
  readonly settledAt: number
  readonly applied: Ending['applied']
  /** Undefined where it was rejected. */
  readonly answer: { readonly value: T } | undefined
}

/** Every call of a run: who is open, how each has ended. */
export class Journal {
  issued = 0
  settled = 0
  /** The most by which a call came after its deadline. */
  longestOverrunMs = 0
  readonly settledTwice = new Findings()
  readonly untyped = new Findings()
  readonly #open = new Map<number, Open>()
  readonly #endings = new Map<string, Map<string, number>>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Of calls that have not settled: how long they have been open, and their kind. */
  get open(): string[] {
    return [...this.#open.values()].map(
      ({ kind, issuedAt }) => `${kind}, for ${(this.#now() - issuedAt).toFixed(0)} ms`,
    )
  }

  /** Calls by kind and then by how they ended. */
  get endings(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#endings
  }

  /** Calls that were rejected. */
  get errors(): number {
    let errors = 0
    for (const endings of this.#endings.values())
      for (const [label, count] of endings) if (label !== ANSWERED.label) errors += count
    return errors
  }

  /**
   * Issues a call and waits for its end, whatever it is.
   * @param refusedWith the status with which the server must refuse it, where it gets there
   */
  async track<T>(
    kind: string,
    boundMs: number | undefined,
    issue: () => Promise<T>,
    refusedWith?: number,
  ): Promise<Tracked<T>> {
    const id = this.begin(kind, boundMs)
    const issuedAt = this.#now()
    let answer: { readonly value: T } | undefined
    let ending: Ending = refusedWith === undefined ? ANSWERED : NOT_REFUSED
    try {
      answer = { value: await issue() }
    } catch (reason) {
      ending = endingOf(reason, refusedWith)
    }
    this.end(id, ending)
    return { issuedAt, settledAt: this.#now(), applied: ending.applied, answer }
  }

  begin(kind: string, boundMs: number | undefined): number {
    this.#open.set(this.issued, { kind, issuedAt: this.#now(), boundMs })
    return this.issued++
  }

  end(id: number, { label, wrong }: Ending): void {
    this.settled++
    const call = this.#open.get(id)
    if (call === undefined) {
      this.settledTwice.add(`call ${id} settled again, with ${label}`)
      return
    }
    this.#open.delete(id)
    const { kind, issuedAt, boundMs } = call
    if (wrong !== undefined) this.untyped.add(`${kind}: ${wrong}`)
    if (boundMs !== undefined) this.longestOverrunMs = Math.max(this.longestOverrunMs, this.#now() - issuedAt - boundMs)
    const endings = this.#endings.get(kind) ?? new Map<string, number>()
    this.#endings.set(kind, endings.set(label, (endings.get(label) ?? 0) + 1))
  }
}
