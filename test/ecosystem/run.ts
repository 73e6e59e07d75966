// `npm run test:ecosystem`: the tests with the real LangChain and mem0, which no user of this package needs.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runIn } from '../support/run-in.ts'

const HERE = import.meta.dirname
const VENDOR = join(HERE, '../../node_modules')

/**
 * mem0ai has some forty peers, one for each store and model that it can use: with legacy-peer-deps none comes by itself.
 * What its module imports is named in package.json; better-sqlite3 is loaded there and not used, so that it need not be
 * built, and no other install script is needed.
 */
const INSTALL = ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']

function install(): number {
  const present = existsSync(join(HERE, 'node_modules/mem0ai'))
  if (!present) console.log('Installing @langchain/qdrant and mem0ai for these tests (about 95 MB) …')
  const status = present ? 0 : runIn(HERE, 'npm', INSTALL)
  // As in a user's project one copy of the client serves all, here that of the checkout: it is found further up.
  rmSync(join(HERE, 'node_modules/@qdrant'), { recursive: true, force: true })
  return status
}

const steps = [
  install,
  () => runIn(HERE, process.execPath, [join(VENDOR, 'typescript/bin/tsc'), '-p', '.']),
  () => runIn(HERE, process.execPath, [join(VENDOR, 'vitest/vitest.mjs'), 'run', ...process.argv.slice(2)]),
]
process.exitCode = steps.reduce((status, step) => (status === 0 ? step() : status), 0)
