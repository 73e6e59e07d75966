export interface Node<T> {
  readonly value: T
  /** Rises from the front of the queue to its end, whichever list of it a node is in. */
  readonly at: number
  previous: Node<T> | undefined
  next: Node<T> | undefined
}

/** Nodes enter at both ends and leave from anywhere, in constant time. */
export class LinkedList<T> {
  first: Node<T> | undefined
  #last: Node<T> | undefined

  push(value: T, at: number): Node<T> {
    const node: Node<T> = { value, at, previous: this.#last, next: undefined }
    if (this.#last === undefined) this.first = node
    else this.#last.next = node
    this.#last = node
    return node
  }

  unshift(value: T, at: number): Node<T> {
    const node: Node<T> = { value, at, previous: undefined, next: this.first }
    if (this.first === undefined) this.#last = node
    else this.first.previous = node
    this.first = node
    return node
  }

  remove(node: Node<T>): void {
    if (node.previous === undefined) this.first = node.next
    else node.previous.next = node.next
    if (node.next === undefined) this.#last = node.previous
    else node.next.previous = node.previous
    // One that has left and lies in the old generation must not keep all that entered after it from being collected young.
    node.previous = undefined
    node.next = undefined
  }

  *[Symbol.iterator](): Generator<T> {
    for (let node = this.first; node !== undefined; node = node.next) yield node.value
  }
}
