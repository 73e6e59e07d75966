import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

export interface Document {
  /** Name of the package and path inside of it: `piscina/README.md`. */
  readonly source: string
  readonly text: string
}

export interface DocumentRoots {
  /** Folder of this package: its README and docs are read. */
  readonly own: string
  /** Folders of installed packages: `node_modules`. One that does not exist counts as empty. */
  readonly installed: readonly string[]
}

/** Enough for a demo, even inside a project with thousands of packages. */
const MOST_DOCUMENTS = 1_000

const MARKDOWN = /\.(?:md|mdx|markdown)$/i
const PLAIN_TEXT = /\.(?:txt|rst)$/i
/** Files that say nothing about how a package is used. */
const FORMALITIES =
  /^(?:change|history|release|licen[cs]e|copying|notice|third|security|code.of|contribut|author|backers|sponsor|governance|todo)/i

/** Reads what the packages say about themselves, our own first. The same text is read once. */
export async function readDocuments({ own, installed }: DocumentRoots): Promise<Document[]> {
  const documents: Document[] = []
  const seen = new Set<string>()
  for await (const { file, source } of documentFiles(own, installed)) {
    if (documents.length === MOST_DOCUMENTS) break
    const text = await orIfMissing(readFile(file, 'utf8'), '')
    if (text.trim() === '' || seen.has(text)) continue
    seen.add(text)
    documents.push({ source, text })
  }
  return documents
}

interface Found {
  readonly file: string
  readonly source: string
}

async function* documentFiles(own: string, installed: readonly string[]): AsyncGenerator<Found> {
  for (const file of [join(own, 'README.md'), ...(await documentsBelow(join(own, 'docs')))]) {
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
  for (const entry of await entriesOf(folder)) {
    if (entry.name.startsWith('.') || entry.isFile()) continue
    if (!entry.name.startsWith('@')) names.push(entry.name)
    else for (const scoped of await entriesOf(join(folder, entry.name))) names.push(join(entry.name, scoped.name))
  }
  return names
}

async function documentsBelow(root: string): Promise<string[]> {
  const files: string[] = []
  const folders = [root]
  for (const folder of folders) {
    for (const entry of await entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && isDocument(relative(root, path))) files.push(path)
    }
  }
  return files
}

function isDocument(path: string): boolean {
  const name = path.slice(path.lastIndexOf(sep) + 1)
  if (FORMALITIES.test(name)) return false
  return MARKDOWN.test(name) || (PLAIN_TEXT.test(name) && isBelowDocs(path))
}

function isBelowDocs(path: string): boolean {
  return dirname(path)
    .split(sep)
    .some((folder) => folder === 'docs' || folder === 'doc')
}

/** Sorted, since folders list their entries in any order and the first of two equal texts is the one that is kept. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await orIfMissing(readdir(folder, { withFileTypes: true }), [])
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
}

async function orIfMissing<T, U>(wanted: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await wanted
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return otherwise
    throw error
  }
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
