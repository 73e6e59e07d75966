import { parseArgs } from 'node:util'
import { type Clock, systemClock } from '../../base/clock.ts'
import type { CommandIo } from '../output/command-io.ts'
import { INTERRUPTED } from '../output/exit-codes.ts'
import { UsageError } from '../output/usage-error.ts'
import { liveViews } from './live-views.ts'
import { printFrame, printLines } from './print.ts'
import { watch } from './watch.ts'

const HELP = `Usage: qdrant-worker-pool top <socket> [--json]

Shows what a running job does, every second, until q, Ctrl-C or the job's end. The job opens the socket:
createPool({ monitor: { socket: '/tmp/my-job.sock' } })

Where the output is no terminal, it prints what the job did in one second, and ends.

  --json  print each line as the job sends it: one JSON object a second
  --help  print this
`

/**
 * Runs the command `top` and answers with its exit code.
 *
 * @throws {UsageError} on arguments it does not take; {QdrantPoolError} where no job listens
 */
export async function runTop(argv: string[], io: CommandIo, clock: Clock = systemClock): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) {
    io.stdout.write(HELP)
    return 0
  }
  const [path] = positionals
  if (!path || positionals.length > 1)
    throw new UsageError(`Expected one argument, the path of a job's socket, got ${JSON.stringify(positionals)}`)

  const quit = new AbortController()
  // Not taken off again: what is on its way when the reader goes fails later.
  io.stdout.on('error', (error) => quit.abort(error))
  const signal = AbortSignal.any([io.signal, quit.signal])
  const views = liveViews(path, signal, clock)
  let code = 0
  if (values.json) await printLines(views, io.stdout, signal)
  else if (isScreen(io)) await watch(views, io, quit, signal, clock)
  else code = (await printFrame(views, io)) ? 0 : INTERRUPTED
  if (isFailure(quit.signal.reason)) throw quit.signal.reason
  return code
}

function isScreen({ stdout, env }: CommandIo): boolean {
  return stdout.isTTY === true && env.TERM !== 'dumb'
}

/** Neither `q` nor a reader such as `head`, which has had enough. */
function isFailure(reason: unknown): boolean {
  return reason instanceof Error && reason.name !== 'AbortError' && !('code' in reason && reason.code === 'EPIPE')
}
