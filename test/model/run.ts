// `npm run test:model`: the tests with a real model. Brings along what they need, which is too large to be a dependency.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runIn } from '../support/run-in.ts'
import { hasModel, MODEL } from './model.ts'

const HERE = import.meta.dirname
const VITEST = join(HERE, '../../node_modules/vitest/vitest.mjs')

if (!hasModel()) {
  console.log(`The model is not there (${MODEL.split(/[/\\]/).slice(-4).join('/')}): the tests with it are left out`)
} else {
  let status = 0
  if (!existsSync(join(HERE, 'node_modules/@huggingface/transformers'))) {
    console.log('Installing @huggingface/transformers for these tests (about 470 MB) …')
    // The processor's runtime lies in the package: no install script has to fetch anything.
    status = runIn(HERE, 'npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'])
  }
  if (status === 0)
    status = runIn(HERE, process.execPath, [VITEST, 'run', '--config', 'vitest.config.ts', ...process.argv.slice(2)])
  process.exitCode = status
}
