import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Finished, runNode } from './run-node.ts'

const ROOT = join(import.meta.dirname, '../..')

interface Place {
  /** Folder from which the program finds the packages that it imports. @default the checkout */
  readonly packagesOf?: string
  readonly env?: Record<string, string>
  /** Its working folder. */
  readonly cwd: string
}

/** Runs the `index`-th JavaScript of a page of docs/ as a program, as it stands there, on the checkout's sources. */
export function runDocs(page: string, index: number, { packagesOf = ROOT, env = {}, cwd }: Place): Promise<Finished> {
  const blocks = [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^```js\n(.*?)^```$/gms)]
  const program = blocks[index]?.[1]
  if (program === undefined) throw new Error(`docs/${page} has ${blocks.length} programs`)
  const sources = pathToFileURL(join(ROOT, 'src/')).href
  const hook = `import { registerHooks } from 'node:module'
    const own = { 'qdrant-worker-pool': 'index.ts', 'qdrant-worker-pool/local': 'local.ts' }
    registerHooks({ resolve(specifier, context, next) {
      if (own[specifier]) return next(${JSON.stringify(sources)} + own[specifier], context)
      const isProgram = context.parentURL?.endsWith('[eval1]')
      return next(specifier, isProgram ? { ...context, parentURL: ${JSON.stringify(pathToFileURL(join(packagesOf, 'any.js')).href)} } : context)
    } })`
  const flags = [`--import=data:text/javascript,${encodeURIComponent(hook)}`, '--input-type=module']
  return runNode([...flags, '--eval', program], env, cwd)
}
