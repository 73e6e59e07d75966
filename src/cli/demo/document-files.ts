import { realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { orIfMissing, sortedEntries, textFilesBelow } from '../../pipeline/source/text-files.ts'
import type { DocumentRoots } from './document-roots.ts'

const MARKDOWN = /\.(?:md|mdx|markdown)$/i
/** Files that say nothing about how a package is used. */
const FORMALITIES =
  /^(?:change|history|release|licen[cs]e|copying|notice|third|security|code.of|contribut|author|backers|sponsor|governance|todo)/i

export interface DocumentFile {
  readonly file: string
  /** Name of the package and path inside of it. */
  readonly source: string
}

/** Finds README and documentation files: our own, then those of the installed packages. */
export async function* documentFiles({ own, installed }: DocumentRoots): AsyncGenerator<DocumentFile> {
  const readme = (await sortedEntries(own))
    .filter(({ name }) => name === 'README.md')
    .map(({ name }) => join(own, name))
  for (const file of [...readme, ...(await documentsBelow(join(own, 'docs')))]) {
    yield { file, source: posix(join('qdrant-worker-pool', relative(own, file))) }
  }
  const seen = new Set([await realpath(own)])
  // Breadth first: where a package is there in two versions, the one that stands higher comes first.
  let level = installed.map((folder) => ({ folder, label: '' }))
  while (level.length > 0) {
    const next: typeof level = []
    for (const { folder, label } of level) {
      for (const name of await packagesIn(folder)) {
        const root = await orIfMissing(realpath(join(folder, name)), undefined)
        if (root === undefined || seen.has(root)) continue
        seen.add(root)
        for (const file of await documentsBelow(root))
          yield { file, source: posix(join(label, name, relative(root, file))) }
        next.push({ folder: join(root, 'node_modules'), label: join(label, name, 'node_modules') })
      }
    }
    level = next
  }
}

/** Names of the packages in a `node_modules`, with their scopes. */
async function packagesIn(folder: string): Promise<string[]> {
  const names: string[] = []
  for (const entry of await sortedEntries(folder)) {
    if (entry.name.startsWith('.') || entry.isFile()) continue
    if (!entry.name.startsWith('@')) names.push(entry.name)
    else for (const scoped of await sortedEntries(join(folder, entry.name))) names.push(join(entry.name, scoped.name))
  }
  return names
}

async function documentsBelow(root: string): Promise<string[]> {
  const files: string[] = []
  for await (const file of textFilesBelow(root)) if (isDocument(relative(root, file))) files.push(file)
  return files
}

function isDocument(path: string): boolean {
  const name = path.slice(path.lastIndexOf(sep) + 1)
  if (FORMALITIES.test(name)) return false
  return MARKDOWN.test(name) || isBelowDocs(path)
}

function isBelowDocs(path: string): boolean {
  return dirname(path)
    .split(sep)
    .some((folder) => folder === 'docs' || folder === 'doc')
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
