import { QdrantPoolError } from '../base/errors.ts'
import type { CodeOperation } from './operation.ts'

/** Texts to vectors, and nothing else: what the worker's embedder answers goes back to the caller. */
export const embed: CodeOperation = { name: 'embed', idempotent: () => true }

export interface EmbedParams {
  readonly texts: readonly string[]
}

/** The texts as they are now. @throws QdrantPoolError INVALID_ARGUMENT on anything but a list of strings */
export function takeTexts(texts: readonly string[]): readonly string[] {
  if (!Array.isArray(texts)) throw invalid(`expected a list of texts, got ${kindOf(texts)}`)
  const taken: unknown[] = Array.from(texts)
  const wrong = taken.findIndex((text) => typeof text !== 'string')
  if (wrong !== -1) throw invalid(`expected text ${wrong} to be a string, got ${kindOf(taken[wrong])}`)
  return taken as string[]
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'a string: put it in a list'
  return value === null ? 'null' : typeof value
}

function invalid(what: string): QdrantPoolError {
  return new QdrantPoolError('INVALID_ARGUMENT', `embed: ${what}`, { outcome: 'not-sent' })
}
