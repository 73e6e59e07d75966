import { isUsageError } from '../src/cli/output/usage-error.ts'
import { chaos } from './chaos/chaos.ts'
import { compare } from './compare/compare.ts'
import { metricsOverhead } from './overhead/metrics-overhead.ts'
import { peers } from './peers/peers.ts'
import { pipeline } from './pipeline/pipeline.ts'
import { replacements } from './replacements.ts'
import { selfCheck } from './self-check/self-check.ts'
import { smoke } from './smoke.ts'
import { sweep } from './sweep/sweep.ts'

const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  smoke,
  sweep,
  peers,
  pipeline,
  chaos,
  replacements,
  compare,
  'self-check': selfCheck,
  'metrics-overhead': metricsOverhead,
}

const [name, ...argv] = process.argv.slice(2)
const bench = name === undefined ? undefined : benches[name]
if (bench === undefined) {
  const asked = name === undefined || name === '--help'
  console.error(
    `${asked ? '' : `Unknown bench ${JSON.stringify(name)}. `}npm run bench -- ${Object.keys(benches).join(' | ')} [--help]`,
  )
  process.exitCode = asked && name === '--help' ? 0 : 2
} else {
  try {
    await bench(argv)
  } catch (error) {
    if (!isUsageError(error)) throw error
    console.error(`${error.message}\nnpm run bench -- ${name} --help tells the options.`)
    process.exitCode = 2
  }
}
