// An embedder that tells, in shared memory, how many threads have loaded it, for how many it was meant, and which embed.
// The text 'hold' keeps its thread busy until the test lets it go; 'exit' ends the thread.
import { threadId } from 'node:worker_threads'
import type { CreateContext } from '../../src/text/embedder.ts'

const LOADED = 0
const MEANT_FOR = 1
const RELEASED = 2
const FIRST_THREAD = 3
const MOST_THREADS = 10_000

/** What the threads of a test's pool have told. */
export class EmbedderCounts {
  readonly memory = new SharedArrayBuffer((FIRST_THREAD + MOST_THREADS) * Int32Array.BYTES_PER_ELEMENT)
  readonly #cells = new Int32Array(this.memory)

  /** The description of the embedder, for the options of a pool. */
  get embedder() {
    return { module: new URL(import.meta.url), options: { memory: this.memory } }
  }

  /** Threads that have loaded the model. */
  get loaded(): number {
    return Atomics.load(this.#cells, LOADED)
  }

  /** How many workers the model was told to be loaded by. */
  get meantFor(): number {
    return Atomics.load(this.#cells, MEANT_FOR)
  }

  /** Lets go who embeds 'hold', now or later. */
  release(): void {
    Atomics.store(this.#cells, RELEASED, 1)
    Atomics.notify(this.#cells, RELEASED)
  }

  /** Texts that each thread has embedded, of those that have. */
  get texts(): number[] {
    return [...this.#cells.subarray(FIRST_THREAD)].filter((texts) => texts > 0)
  }
}

export function create({ memory }: { memory: SharedArrayBuffer }, { workers }: CreateContext) {
  const cells = new Int32Array(memory)
  Atomics.add(cells, LOADED, 1)
  Atomics.store(cells, MEANT_FOR, workers)
  return {
    dimension: 4,
    async embed(texts: readonly string[]) {
      Atomics.add(cells, FIRST_THREAD + threadId, texts.length)
      for (const text of texts) {
        if (text === 'exit') process.exit(3)
        if (text === 'hold') await Atomics.waitAsync(cells, RELEASED, 0).value
      }
      return texts.map((text) => new Float32Array([text.length, 1, 0, 0]))
    },
  }
}
