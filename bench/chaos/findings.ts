/** Different sentences that are told; the others are only counted. */
const MOST_TOLD = 20

/** What went wrong, in sentences, and how often. */
export class Findings {
  count = 0
  readonly #times = new Map<string, number>()

  add(sentence: string): void {
    this.count++
    const times = this.#times.get(sentence)
    if (times !== undefined || this.#times.size < MOST_TOLD) this.#times.set(sentence, (times ?? 0) + 1)
  }

  get told(): string[] {
    return [...this.#times].map(([sentence, times]) => (times === 1 ? sentence : `${sentence} (${times} times)`))
  }
}
