import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface DocumentRoots {
  /** Folder of this package: its README and docs are read. */
  readonly own: string
  /** Folders of installed packages: `node_modules`. One that does not exist counts as empty. */
  readonly installed: readonly string[]
}

/**
 * Where the demo finds its documents: this package, the packages installed in it or beside it, and those of the folder
 * that the command runs in.
 */
export function documentRoots(cwd: string, moduleUrl: string = import.meta.url): DocumentRoots {
  const own = packageRoot(dirname(fileURLToPath(moduleUrl)))
  const beside = ancestors(own).filter((folder) => basename(folder) === 'node_modules')
  return { own, installed: [join(own, 'node_modules'), ...beside, join(cwd, 'node_modules')] }
}

/** The built code lies one folder deeper than the source, so the way up is looked for and not counted. */
function packageRoot(from: string): string {
  return [from, ...ancestors(from)].find((folder) => existsSync(join(folder, 'package.json'))) ?? from
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [] : [parent, ...ancestors(parent)]
}
