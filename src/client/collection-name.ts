import { QdrantPoolError } from '../base/errors.ts'

/** Names that a URL's path would swallow or split; all others are percent-encoded. */
export function checkCollectionName(method: string, name: unknown): asserts name is string {
  if (typeof name === 'string' && name !== '' && name !== '.' && name !== '..' && !name.includes('/')) return
  const got = typeof name === 'string' ? JSON.stringify(name) : typeof name
  throw new QdrantPoolError(
    'INVALID_ARGUMENT',
    `${method}: expected a collection name that is not empty, '.' or '..' and holds no '/', got ${got}`,
    {
      outcome: 'not-sent',
      solutions: ['Rename the collection'],
    },
  )
}
