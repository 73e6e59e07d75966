import type { EmbedderDescription } from '../../base/options.ts'
import { hashing } from '../../text/hashing.ts'
import type { CommandIo } from '../output/command-io.ts'

export const EMBEDDER_FLAGS = {} as const

export const EMBEDDER_HELP = ''

/** The embedder that the flags name; without any, the built-in one. */
export function chooseEmbedder(_flags: object, _env: CommandIo['env']): EmbedderDescription {
  return hashing()
}
