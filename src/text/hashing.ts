import { ConfigError } from '../base/errors.ts'
import { siblingModule } from '../base/sibling-module.ts'
import type { EmbedderSource } from './embedder.ts'

export interface HashingOptions {
  /**
   * Numbers in each vector, from 16 to 65536.
   * @default 384
   */
  readonly dimension?: number
}

/**
 * The built-in embedder: words and character n-grams, hashed into unit vectors. Deterministic, fast, nothing to
 * download; it knows spelling and no meaning, so take a model where questions and texts share no words.
 *
 * @throws {ConfigError} when `dimension` is not an integer from 16 to 65536
 */
export function hashing({ dimension = 384 }: HashingOptions = {}): EmbedderSource {
  if (!Number.isInteger(dimension) || dimension < 16 || dimension > 65_536) {
    throw new ConfigError(
      `Expected \`dimension\` of hashing() to be an integer from 16 to 65536, got ${String(dimension)}`,
    )
  }
  return { module: siblingModule('./hashing-embedder', import.meta.url), options: { dimension } }
}
