import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentRoots } from '../../../src/cli/demo/document-roots.ts'
import { readDocuments } from '../../../src/cli/demo/documents.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Writes files that hold their own path, unless a text is given. */
function write(...files: (string | [path: string, text: string])[]): void {
  for (const file of files) {
    const [path, text] = typeof file === 'string' ? [file, file] : file
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const sourcesIn = async (...installed: string[]) => {
  const documents = await readDocuments({ own: folder, installed: installed.map((name) => join(folder, name)) })
  return documents.map(({ source }) => source)
}

describe('readDocuments', () => {
  it('reads our README and docs, then those of the installed packages, in one order everywhere', async () => {
    write(
      'node_modules/zebra/readme.md',
      'node_modules/@scope/apple/docs/guide/start.mdx',
      'node_modules/beta/docs/notes.txt',
    )
    write('README.md', 'docs/design.md', 'src/notes.md')
    expect(await sourcesIn('node_modules')).toEqual([
      'qdrant-worker-pool/README.md',
      'qdrant-worker-pool/docs/design.md',
      '@scope/apple/docs/guide/start.mdx',
      'beta/docs/notes.txt',
      'zebra/readme.md',
    ])
  })

  it('leaves out licences, change logs, hidden folders, code, empty files and text files outside of docs', async () => {
    write(
      'node_modules/a/LICENSE.md',
      'node_modules/a/CHANGELOG.md',
      'node_modules/a/SECURITY.md',
      'node_modules/a/index.js',
    )
    write('node_modules/a/.github/issue.md', 'node_modules/.pnpm/b/README.md', 'node_modules/a/robots.txt', [
      'node_modules/a/empty.md',
      ' \n',
    ])
    expect(await sourcesIn('node_modules')).toEqual([])
  })

  it('reads a text once, from the place nearest to the top', async () => {
    write(
      ['node_modules/a/node_modules/z/README.md', 'the same'],
      ['node_modules/z/README.md', 'the same'],
      'node_modules/a/README.md',
    )
    write('node_modules/a/node_modules/z/docs/older.md')
    expect(await sourcesIn('node_modules')).toEqual(['a/README.md', 'z/README.md', 'a/node_modules/z/docs/older.md'])
  })

  it('follows links to packages, and is not caught in a circle', async () => {
    write('store/a/README.md')
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(folder, 'store/a'), join(folder, 'node_modules/a'))
    symlinkSync(join(folder, 'gone'), join(folder, 'node_modules/gone'))
    symlinkSync(join(folder, 'node_modules'), join(folder, 'store/a/node_modules'))
    expect(await sourcesIn('node_modules', 'no-such-folder')).toEqual(['a/README.md'])
  })
})

describe('documentRoots', () => {
  const moduleIn = (path: string) => pathToFileURL(join(folder, path)).href

  it('looks into the package itself and into the folder that the command runs in', () => {
    write('package.json')
    expect(documentRoots('/cwd', moduleIn('src/cli/demo/document-roots.ts'))).toEqual({
      own: folder,
      installed: [join(folder, 'node_modules'), join('/cwd', 'node_modules')],
    })
  })

  it('looks beside the package where it is installed', () => {
    write('node_modules/qdrant-worker-pool/package.json')
    const own = join(folder, 'node_modules/qdrant-worker-pool')
    const { installed } = documentRoots(
      folder,
      moduleIn('node_modules/qdrant-worker-pool/dist/src/cli/demo/document-roots.js'),
    )
    expect(installed).toEqual([join(own, 'node_modules'), join(folder, 'node_modules'), join(folder, 'node_modules')])
  })
})
