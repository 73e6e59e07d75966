// An embedder for tests that remembers in a file which texts it has embedded, whatever becomes of its process.
import { appendFileSync } from 'node:fs'

interface Options {
  readonly log: string
  /** Time that each call takes, in ms. */
  readonly pauseMs?: number
  /** Another model: the same text has another vector. */
  readonly model?: number
}

export function create({ log, pauseMs = 0, model = 0 }: Options) {
  return {
    dimension: 4,
    async embed(texts: readonly string[]) {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
      if (texts.some((text) => text.includes('unspeakable')))
        throw new RangeError('the model refuses an unspeakable text')
      appendFileSync(log, texts.map((text) => `${JSON.stringify(text)}\n`).join(''))
      return texts.map((text) => vectorOf(text, model))
    },
  }
}

/** Follows from the text, of length 1 when stored with Cosine. */
export function vectorOf(text: string, model = 0): Float32Array {
  let sum = model
  for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) % 1009
  const angle = sum / 200
  return new Float32Array([Math.cos(angle), Math.sin(angle), 0, 0])
}
