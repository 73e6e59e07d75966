import { setTimeout as sleep } from 'node:timers/promises'
import { DIMENSION } from './collection.ts'

/** Texts that harm the worker in which they are embedded. */
export const WILD = {
  /** The thread ends. */
  exit: 'chaos: exit',
  /** It never comes back to its event loop. */
  spin: 'chaos: spin',
  /** Something throws outside of any promise, after the vectors have been given. */
  stray: 'chaos: stray throw',
  strayRejection: 'chaos: stray rejection',
  /** The promise never settles. */
  never: 'chaos: never',
  slow: 'chaos: slow',
  /** The model refuses, in order. */
  refuse: 'chaos: refuse',
} as const

export const REFUSAL = 'the model of the chaos run refuses'

/** How new workers start. */
export const MOODS = { good: 0, throws: 1, exits: 2, slow: 3 } as const

const SLOW_MS = 80
const SLOW_START_MS = 700
const ALWAYS_GOOD = new Int32Array(1)

export interface EmbedderOptions {
  /** One of MOODS, which may change at any time. */
  readonly mood: Int32Array
}

/** The model of the pool's workers: harmless but for bad moods, and for the texts above. */
export async function create({ mood = ALWAYS_GOOD }: Partial<EmbedderOptions> = {}) {
  switch (Atomics.load(mood, 0)) {
    case MOODS.throws:
      throw new RangeError('the model is in no mood to start')
    case MOODS.exits:
      process.exit(4)
      break
    case MOODS.slow:
      await sleep(SLOW_START_MS)
  }
  return {
    dimension: DIMENSION,
    async embed(texts: readonly string[]) {
      for (const text of texts) await suffer(text)
      return texts.map((text) => Float32Array.from({ length: DIMENSION }, (_, at) => text.charCodeAt(at % text.length)))
    },
  }
}

async function suffer(text: string): Promise<void> {
  switch (text) {
    case WILD.exit:
      process.exit(3)
      break
    case WILD.spin:
      for (;;);
    case WILD.stray:
      setImmediate(() => {
        throw new Error('a stray throw in the embedder')
      })
      break
    case WILD.strayRejection:
      void Promise.reject(new Error('a stray rejection in the embedder'))
      break
    case WILD.never:
      return new Promise(() => {})
    case WILD.slow:
      await sleep(SLOW_MS)
      break
    case WILD.refuse:
      throw new RangeError(REFUSAL)
  }
}
