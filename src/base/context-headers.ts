import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

type Headers = Readonly<Record<string, string>>
type Read = () => Headers

const require = createRequire(import.meta.url)
const readers = loadReaders()

/**
 * The headers that hold now because the caller is inside the client's `withHeaders(headers, …)`, by their names in lower
 * case; undefined where there are none. Like the client, it must be asked while a method is called: they end with the
 * callback, not with its promise.
 * @throws TypeError on what HTTP takes for no header
 */
export function contextHeaders(): Headers | undefined {
  for (const read of readers) {
    const current = read()
    const names = Object.keys(current)
    if (names.length === 0) continue
    const headers = new Headers()
    // Of two spellings the later one holds, which is that of the inner callback.
    for (const name of names) headers.set(name, current[name] as string)
    return Object.fromEntries(headers)
  }
  return undefined
}

/**
 * The package shows how to set these headers and not how to read them, so that the file which holds them is loaded by its
 * place: both copies of it, as a program may have the client by `import` or by `require`.
 */
function loadReaders(): readonly Read[] {
  try {
    const cjs = dirname(require.resolve('@qdrant/js-client-rest'))
    return [join(cjs, '../esm'), cjs].map((copy) => require(join(copy, 'context-headers.js')).getContextHeaders as Read)
  } catch (cause) {
    process.emitWarning(
      `qdrant-worker-pool cannot see what \`withHeaders\` of @qdrant/js-client-rest sets: ${(cause as Error).message}`,
    )
    return []
  }
}
