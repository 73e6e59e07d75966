/**
 * Whether a pool's threads count: written by the main thread, read by all before they count. Only the bench of what that
 * costs turns it off, in the middle of a run, so that the same threads are compared.
 */
export class RecordingSwitch {
  readonly memory: SharedArrayBuffer
  readonly #cell: Int32Array<SharedArrayBuffer>

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
    this.#cell = new Int32Array(this.memory)
    if (memory === undefined) this.on = true
  }

  get on(): boolean {
    return this.#cell[0] === 1
  }

  set on(on: boolean) {
    Atomics.store(this.#cell, 0, Number(on))
  }
}
