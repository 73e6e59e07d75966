/** The turn is free. A worker that has it writes its slot + 1. */
const FREE = 0

/**
 * With `preferGrpc` a call without a gRPC form goes over a short-lived REST socket; this turn, one Int32 shared by all
 * workers, lets one worker of the pool have such a socket at a time. The worker waits without blocking its event loop.
 *
 *     worker: compareExchange FREE -> slot + 1, send, close the socket, store FREE, notify one
 *     main:   at a thread's exit compareExchange slot + 1 -> FREE, notify one (the thread cannot give it back itself)
 */
export class RestTurn {
  readonly #cell: Int32Array<SharedArrayBuffer>

  constructor(memory: SharedArrayBuffer) {
    this.#cell = new Int32Array(memory)
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  }

  async take(slot: number): Promise<void> {
    for (;;) {
      const holder = Atomics.compareExchange(this.#cell, 0, FREE, slot + 1)
      if (holder === FREE) return
      const { async, value } = Atomics.waitAsync(this.#cell, 0, holder)
      if (async) await value
    }
  }

  /** Gives the turn back; nothing where `slot` does not have it. */
  give(slot: number): void {
    if (Atomics.compareExchange(this.#cell, 0, slot + 1, FREE) === slot + 1) Atomics.notify(this.#cell, 0, 1)
  }
}
