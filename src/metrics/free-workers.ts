/** How many workers of the pool are idle: written by the main thread, read by workers before a health check. */
export class FreeWorkers {
  readonly memory: SharedArrayBuffer
  readonly #cell: Int32Array<SharedArrayBuffer>

  constructor(memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.#cell = new Int32Array(memory)
  }

  get count(): number {
    return Atomics.load(this.#cell, 0)
  }

  set count(count: number) {
    Atomics.store(this.#cell, 0, count)
  }
}
