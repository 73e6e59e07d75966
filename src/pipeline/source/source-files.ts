import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { ConfigError } from '../../base/errors.ts'
import { isTextFile, textFilesBelow } from './text-files.ts'

export interface SourceFile {
  readonly path: string
  /** What reports call it. */
  readonly shown: string
  /** Its path inside of the folder that was given; that of a file that was given is its name. */
  readonly source: string
  /** A document to be cut into passages, or one record a line. */
  readonly kind: 'text' | 'lines'
  /** Undefined where the size is not known before the end, as of a pipe. */
  readonly sizeBytes: number | undefined
}

/**
 * The files that paths name: themselves, or the text files in those that are folders. Reports call them by their whole paths
 * where `wholePaths`.
 *
 * @throws {ConfigError} where nothing is there, or nothing that can be read
 */
export async function sourceFiles(paths: readonly string[], wholePaths: boolean): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for (const path of paths) {
    const stats = await statsOf(path)
    const base = stats.isDirectory() ? path : dirname(path)
    const add = (file: string, { size, isRegular }: { size: number; isRegular: boolean }) => {
      const source = posix(relative(base, file))
      const shown = wholePaths ? posix(join(base, source)) : source
      const kind = isTextFile(file) ? 'text' : 'lines'
      files.push({ path: file, shown, source, kind, sizeBytes: isRegular ? size : undefined })
    }
    if (stats.isDirectory()) {
      for await (const file of textFilesBelow(path)) add(file, { size: (await statsOf(file)).size, isRegular: true })
    } else add(join(base, basename(path)), { size: stats.size, isRegular: stats.isFile() })
  }
  return files
}

async function statsOf(path: string): Promise<Stats> {
  try {
    return await stat(path)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'found none' : (cause as Error).message
    throw new ConfigError(`Expected a file or folder at ${JSON.stringify(path)}, ${reason}`, { cause })
  }
}

function posix(path: string): string {
  return path.split(sep).join('/')
}
