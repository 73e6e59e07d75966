import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** From top to bottom: a room imports from those below it. */
const ROOMS = [
  'index',
  'cli',
  'integrations',
  'local',
  'store',
  'pool',
  'monitor',
  'pipeline',
  'client',
  'dispatch',
  'actors',
  'wire',
  'health',
  'text',
  'operations',
  'metrics',
  'protocol',
  'base',
]
/** Run inside worker threads; the main thread imports none of their code. */
const THREAD_SIDE = new Set(['wire', 'health', 'text'])
/** Pure parts of the text room: the makers that users call, and what the demo cuts documents with. */
const TEXT_ON_BOTH_SIDES =
  /^src\/text\/(define-embedder|hashing|transformers|openai-compatible|splitter|markdown-lines|tokenizer|stop-words)\.ts$/

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const files = globSync('{src,workers}/**/*.ts', { cwd: ROOT }).sort()
const imports = files.flatMap(importsOf)
const inside = imports.filter(({ to }) => to.startsWith('src/') || to.startsWith('workers/'))

function importsOf(from: string): Import[] {
  const source = ts.createSourceFile(from, readFileSync(join(ROOT, from), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (specifier: string, typeOnly: boolean) => {
    const to = specifier.startsWith('.') ? relative(ROOT, join(ROOT, dirname(from), specifier)) : specifier
    found.push({ from, to, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      add((node.moduleSpecifier as ts.StringLiteral).text, isTypeOnly(node))
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0]) {
      if (ts.isStringLiteral(node.arguments[0])) add(node.arguments[0].text, false)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  const { importClause } = node
  if (importClause === undefined) return false
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = importClause.namedBindings
  return (
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((one) => one.isTypeOnly)
  )
}

function roomOf(file: string): string {
  const [top, room = ''] = file.split('/')
  return top === 'workers' ? 'workers' : room.replace(/\.ts$/, '')
}

const packageOf = (specifier: string) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
const told = ({ from, to }: Import) => `${from} imports ${to}`

describe('the house', () => {
  it('has no room that the order does not name', () => {
    const known = new Set([...ROOMS, 'embedded', 'workers'])
    expect([...new Set(files.map(roomOf))].filter((room) => !known.has(room))).toEqual([])
  })

  it('imports only downwards', () => {
    const up = inside.filter(({ from, to }) => {
      const [above, below] = [ROOMS.indexOf(roomOf(from)), ROOMS.indexOf(roomOf(to))]
      return above !== -1 && below !== -1 && below < above
    })
    expect(up.map(told)).toEqual([])
  })

  it('keeps workers/ out of src/', () => {
    expect(inside.filter(({ from, to }) => from.startsWith('src/') && to.startsWith('workers/')).map(told)).toEqual([])
  })

  it('keeps the thread side out of the main side', () => {
    const wrong = inside.filter(({ from, to, typeOnly }) => {
      const [user, used] = [roomOf(from), roomOf(to)]
      if (typeOnly || TEXT_ON_BOTH_SIDES.test(to)) return false
      return THREAD_SIDE.has(used) && !THREAD_SIDE.has(user) && user !== 'workers'
    })
    expect(wrong.map(told)).toEqual([])
  })

  it('lets the embedded server stand alone', () => {
    const leaving = inside.filter(({ from, to }) => roomOf(from) === 'embedded' && roomOf(to) !== 'embedded')
    expect(leaving.map(told)).toEqual([])
  })

  it('meets each vendor package in one file a side', () => {
    const users = new Map<string, Set<string>>()
    for (const { from, to, typeOnly } of imports) {
      if (typeOnly || to.startsWith('node:') || to.startsWith('src/') || to.startsWith('workers/')) continue
      const room = roomOf(from)
      const side = room === 'embedded' ? room : THREAD_SIDE.has(room) || room === 'workers' ? 'thread' : 'main'
      const key = `${packageOf(to)} (${side} side)`
      users.set(key, (users.get(key) ?? new Set()).add(from))
    }
    expect(
      [...users].filter(([, from]) => from.size > 1).map(([key, from]) => `${key}: ${[...from].join(', ')}`),
    ).toEqual([])
  })

  it('holds no file of more than 250 lines', () => {
    const long = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 251)
    expect(long).toEqual([])
  })
})
