export interface Hit {
  readonly slot: number
  readonly score: number
  readonly orderValue?: number
}

/** Keeps the best `size` of what it is offered, worst at the root of a heap. Among equals the lower slot is better. */
export class TopK {
  readonly #size: number
  readonly #scores: number[] = []
  readonly #slots: number[] = []

  constructor(size: number) {
    this.#size = size
  }

  /** Ask before doing costly work for a candidate. */
  wants(score: number): boolean {
    return this.#scores.length < this.#size || score > (this.#scores[0] ?? Infinity)
  }

  offer(slot: number, score: number): void {
    if (this.#scores.length < this.#size) this.#rise(slot, score)
    else if (this.wants(score)) this.#sink(slot, score)
  }

  /** Best first. */
  sorted(): Hit[] {
    return this.#slots
      .map((slot, i) => ({ slot, score: this.#scores[i] ?? 0 }))
      .sort((a, b) => b.score - a.score || a.slot - b.slot)
  }

  #rise(slot: number, score: number): void {
    let at = this.#scores.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isWorse(slot, score, parent)) break
      this.#move(parent, at)
      at = parent
    }
    this.#put(at, slot, score)
  }

  #sink(slot: number, score: number): void {
    const count = this.#scores.length
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= count) break
      if (child + 1 < count && this.#isWorse(this.#slotAt(child + 1), this.#scoreAt(child + 1), child)) child++
      if (this.#isWorse(slot, score, child)) break
      this.#move(child, at)
      at = child
    }
    this.#put(at, slot, score)
  }

  #isWorse(slot: number, score: number, other: number): boolean {
    const difference = score - this.#scoreAt(other)
    return difference < 0 || (difference === 0 && slot > this.#slotAt(other))
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#slotAt(from), this.#scoreAt(from))
  }

  #put(at: number, slot: number, score: number): void {
    this.#slots[at] = slot
    this.#scores[at] = score
  }

  #slotAt(at: number): number {
    return this.#slots[at] ?? 0
  }

  #scoreAt(at: number): number {
    return this.#scores[at] ?? 0
  }
}
