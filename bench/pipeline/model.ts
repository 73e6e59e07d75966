import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { hasModel, MODEL } from '../../test/model/model.ts'

/** `npm run test:model` installs the library there, and from there it is found. */
export const LIBRARY_FOLDER = fileURLToPath(new URL('../../test/model/', import.meta.url))

/** URL of the library's entry. @throws UsageError that says what is missing and how to get it */
export function findLibrary(): string {
  if (!hasModel()) throw new UsageError(`The model is not there: ${MODEL}`)
  try {
    return pathToFileURL(createRequire(LIBRARY_FOLDER).resolve('@huggingface/transformers')).href
  } catch {
    throw new UsageError('@huggingface/transformers is not installed under test/model: npm run test:model does that')
  }
}
