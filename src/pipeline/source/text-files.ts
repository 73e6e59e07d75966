import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const TEXT_FILE = /\.(?:md|mdx|markdown|txt|rst|text)$/i

/** Whether a file is text by its name: markdown or plain. */
export function isTextFile(path: string): boolean {
  return TEXT_FILE.test(path)
}

/**
 * The text files below a folder, in one order everywhere. Hidden files and folders and `node_modules` are left out, and links
 * are not followed: one may lead in a circle, or out of the folder.
 */
export async function* textFilesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await sortedEntries(folder)) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* textFilesBelow(path)
    else if (entry.isFile() && isTextFile(entry.name)) yield path
  }
}

/** What a folder holds, by name; nothing where there is no such folder. */
export async function sortedEntries(folder: string): Promise<Dirent[]> {
  const entries = await orIfMissing(readdir(folder, { withFileTypes: true }), [])
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
}

export async function orIfMissing<T, U>(wanted: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await wanted
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return otherwise
    throw error
  }
}
