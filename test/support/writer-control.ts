/** What a writer's thread is told. */
export interface WriterOrder {
  /** Of its slot's region. */
  readonly region: SharedArrayBuffer
  /** Of `WriterControl`. */
  readonly control: SharedArrayBuffer
  readonly slot: number
  readonly seed: number
  /** Records to write; endless where the thread is to be ended. */
  readonly count: number
}

const [STAGE, READY, PROGRESS] = [0, 1, 2] as const
const MOST_SLOTS = 16

/** How a test holds its writers' threads back and sees how far each has come. */
export class WriterControl {
  readonly memory: SharedArrayBuffer
  readonly #cells: Int32Array<SharedArrayBuffer>

  constructor(memory = new SharedArrayBuffer((PROGRESS + MOST_SLOTS) * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.#cells = new Int32Array(memory)
  }

  /** Writers that have come to their first record. */
  get ready(): number {
    return Atomics.load(this.#cells, READY)
  }

  /** Lets writers go on that wait for this stage. */
  begin(stage: number): void {
    Atomics.store(this.#cells, STAGE, stage)
    Atomics.notify(this.#cells, STAGE)
  }

  /** In a writer's thread. */
  arrive(): void {
    Atomics.add(this.#cells, READY, 1)
  }

  /** In a writer's thread: blocks it. */
  waitFor(stage: number): void {
    for (let now = 0; now < stage; now = Atomics.load(this.#cells, STAGE)) Atomics.wait(this.#cells, STAGE, now)
  }

  /** Records that the writer of a slot has written to their end. */
  written(slot: number): number {
    return Atomics.load(this.#cells, PROGRESS + slot)
  }

  setWritten(slot: number, records: number): void {
    Atomics.store(this.#cells, PROGRESS + slot, records)
  }
}
