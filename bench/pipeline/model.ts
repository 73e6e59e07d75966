import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { UsageError } from '../../src/cli/output/usage-error.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** `npm run test:model` installs the library there. */
const LIBRARY_FOLDER = join(ROOT, 'test/model')
const MODEL = join(ROOT, '../shared/models/all-MiniLM-L6-v2')

export interface Model {
  readonly folder: string
  /** Folder from which the library is found. */
  readonly libraryFolder: string
  /** URL of the library's entry. */
  readonly library: string
}

/** @throws UsageError that says what is missing and how to get it */
export function findModel(): Model {
  if (!existsSync(MODEL))
    throw new UsageError('The model all-MiniLM-L6-v2 is not beside this checkout (../shared/models)')
  try {
    const entry = createRequire(join(LIBRARY_FOLDER, 'package.json')).resolve('@huggingface/transformers')
    return { folder: MODEL, libraryFolder: LIBRARY_FOLDER, library: pathToFileURL(entry).href }
  } catch {
    throw new UsageError('@huggingface/transformers is not installed under test/model: npm run test:model does that')
  }
}

/** The name and the parent folder, as the library takes a local model. */
export function localName({ folder }: Model): { readonly parent: string; readonly name: string } {
  return { parent: `${dirname(folder)}/`, name: folder.slice(dirname(folder).length + 1) }
}
