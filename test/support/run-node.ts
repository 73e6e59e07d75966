import { type ChildProcess, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  readonly finished: Promise<Finished>
}

/** A Node process of its own; the environment is the given one alone. `cwd`: its working folder. */
export function startNode(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Running {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], ...(cwd && { cwd }) })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const finished = Promise.all([code, text(child.stdout), text(child.stderr)]).then(([exit, stdout, stderr]) => ({
    code: exit,
    stdout,
    stderr,
  }))
  return { child, finished }
}

export function runNode(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<Finished> {
  return startNode(args, env, cwd).finished
}
