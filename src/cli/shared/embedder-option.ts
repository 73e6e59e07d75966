import type { EmbedderDescription } from '../../base/options.ts'
import { hashing } from '../../text/hashing.ts'
import type { CommandIo } from '../output/command-io.ts'

export interface ChosenEmbedder {
  readonly embedder: EmbedderDescription
  /** As a sentence names it. */
  readonly name: string
  /** `model`: computes in the worker threads, and takes memory there. */
  readonly kind: 'built-in' | 'model' | 'service'
}

export const EMBEDDER_FLAGS = {} as const

export const EMBEDDER_HELP = ''

/** The embedder that the flags name; without any, the built-in one. */
export function chooseEmbedder(_flags: object, _env: CommandIo['env']): ChosenEmbedder {
  return { embedder: hashing(), name: 'hashing()', kind: 'built-in' }
}
