/** The latest items, at most `most` of them. */
export class Recent<T> {
  readonly #most: number
  #items: T[] = []

  constructor(most: number) {
    this.#most = most
  }

  add(item: T): void {
    this.#items.push(item)
    if (this.#items.length > this.#most) this.#items.shift()
  }

  clear(): void {
    this.#items = []
  }

  /** The oldest first. */
  get all(): readonly T[] {
    return [...this.#items]
  }
}
