import { QdrantPoolError } from '../base/errors.ts'
import type { CommandIo } from './output/command-io.ts'
import { isUsageError } from './output/usage-error.ts'

type Command = (argv: string[], io: CommandIo) => Promise<number>

/** Loaded when asked for, so that `--help` does not wait for what another command needs. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  demo: {
    summary: 'index the documentation of the installed packages and ask it five questions',
    load: async () => (await import('./demo/demo.ts')).runDemo,
  },
  ingest: {
    summary: 'embed and store the records of files',
    load: async () => (await import('./ingest/ingest.ts')).runIngest,
  },
  search: {
    summary: 'find the stored texts that are nearest to a text',
    load: async () => (await import('./search/search.ts')).runSearch,
  },
  doctor: {
    summary: 'check the server, the settings and this machine, and say what to change',
    load: async () => (await import('./doctor/doctor.ts')).runDoctor,
  },
  serve: {
    summary: 'run the embedded Qdrant-compatible server',
    load: async () => (await import('./serve/serve.ts')).runServe,
  },
  top: {
    summary: 'watch a running job',
    load: async () => (await import('./top/top.ts')).runTop,
  },
}

const HELP = `Usage: qdrant-worker-pool <command> [options]

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(7)} ${summary}`)
  .join('\n')}

qdrant-worker-pool <command> --help tells a command's options.
`

/** Runs one command and gives the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function runCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(HELP)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    io.stderr.write(`Unknown command ${JSON.stringify(name)}\n\n${HELP}`)
    return 2
  }
  try {
    return await (await command.load())(rest, io)
  } catch (error) {
    return report(name, error, io)
  }
}

function report(command: string, error: unknown, { stderr }: CommandIo): number {
  if (isUsageError(error)) {
    stderr.write(`${error.message}\n\nqdrant-worker-pool ${command} --help tells the options.\n`)
    return 2
  }
  if (error instanceof QdrantPoolError) {
    const advice = error.solutions.map((solution) => `  - ${solution}\n`).join('')
    stderr.write(`${error.name} (${error.code}): ${error.message}\n${advice}`)
    return 1
  }
  stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`)
  return 1
}
