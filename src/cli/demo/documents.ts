import { readFile } from 'node:fs/promises'
import { documentFiles } from './document-files.ts'
import type { DocumentRoots } from './document-roots.ts'

export interface Document {
  /** Name of the package and path inside of it: `piscina/README.md`. */
  readonly source: string
  readonly text: string
}

/** Enough for a demo, even inside a project with thousands of packages. */
const MOST_DOCUMENTS = 1_000

/** Reads what the packages say about themselves, our own first. The same text is read once. */
export async function readDocuments(roots: DocumentRoots): Promise<Document[]> {
  const documents: Document[] = []
  const seen = new Set<string>()
  for await (const { file, source } of documentFiles(roots)) {
    if (documents.length === MOST_DOCUMENTS) break
    const text = await readFile(file, 'utf8')
    if (text.trim() === '' || seen.has(text)) continue
    seen.add(text)
    documents.push({ source, text })
  }
  return documents
}
