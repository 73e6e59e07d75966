import type { CommandIo } from '../../src/cli/output/command-io.ts'
import { runCommand } from '../../src/cli/run-command.ts'
import { TextSink } from './text-sink.ts'

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: CommandIo['env']
  readonly stdin?: CommandIo['stdin']
  readonly signal?: AbortSignal
}

/** Runs a command in this process, as the program runs it, with no terminal and no environment but the given one. */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { env = {}, stdin, signal = new AbortController().signal } = options
  const [stdout, stderr] = [new TextSink(), new TextSink()]
  const code = await runCommand(argv, { stdout, stderr, env, signal, ...(stdin === undefined ? {} : { stdin }) })
  return { code, stdout: stdout.text, stderr: stderr.text }
}
