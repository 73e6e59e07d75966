import { EMBEDDER_FLAGS, EMBEDDER_HELP } from './embedder-option.ts'
import { DEFAULT_PATH } from './server-choice.ts'

/** Of every command that opens a pool for a collection. */
export const POOL_FLAGS = {
  collection: { type: 'string', short: 'c' },
  url: { type: 'string' },
  path: { type: 'string' },
  workers: { type: 'string' },
  ...EMBEDDER_FLAGS,
} as const

export const POOL_HELP = `
  -c, --collection NAME   the collection (required)
  --url URL               the server (default: QDRANT_URL; its key is read from QDRANT_API_KEY)
  --path FOLDER           the embedded server, which keeps its data in this folder
                          (default where no server is named: ${DEFAULT_PATH})
  --workers N             most workers, each with a connection (default: QDRANT_POOL_SIZE, else 5)
${EMBEDDER_HELP}`
