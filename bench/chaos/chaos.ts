import { HELP, parseOptions } from './options.ts'
import { reportText } from './report.ts'
import { runChaos } from './run.ts'

export async function chaos(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv)
  if (options === undefined) return void process.stdout.write(HELP)
  process.stderr.write(`seed ${options.seed}\n`)
  const interrupt = new AbortController()
  // The first Ctrl-C ends the run and reports; a second one ends the process in the ordinary way.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort())
  const result = await runChaos(options, interrupt.signal)
  process.exitCode = result.passed ? 0 : 1
  const text = options.json ? JSON.stringify(result, null, 1) : reportText(result)
  await new Promise((written) => process.stdout.write(`${text}\n`, written))
  // What a pool has left behind where it failed may hold the process up for ever.
  if (!result.passed) process.exit()
}
