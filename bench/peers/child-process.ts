import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

export interface ChildOptions {
  /** It is ended when this aborts. */
  readonly signal?: AbortSignal
  /** It is ended after this. @default 10_000 */
  readonly timeoutMs?: number
  readonly onLine?: (line: string) => void
}

/** Runs a program to its end. @throws Error with the last line that it complained in, or where there is no such program */
export async function runChild(
  command: string,
  args: readonly string[],
  { signal, timeoutMs = 10_000, onLine = () => {} }: ChildOptions = {},
): Promise<void> {
  // Not spawn's own `timeout`: where there is no such program, its timer goes on and holds the process up.
  const timeout = AbortSignal.timeout(timeoutMs)
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(),
    signal: AbortSignal.any(signal === undefined ? [timeout] : [timeout, signal]),
  })
  createInterface(child.stdout).on('line', onLine)
  const complaint = text(child.stderr).catch(() => '')
  const [code, endedBy] = await once(child, 'close').catch((error) => {
    throw timeout.aborted ? new Error(`${command} did not end within ${timeoutMs / 1000} s`) : error
  })
  if (code === 0) return
  // Rust's panics end with a note on backtraces.
  const lines = (await complaint).trim().split('\n')
  const last = lines.findLast((line) => !line.startsWith('note:'))
  throw new Error(last || `${command} ended with ${endedBy ?? `exit code ${code}`}`)
}

/** Without proxies, which the server on this machine is never behind. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name))
  return { ...Object.fromEntries(own), RUST_BACKTRACE: '0' }
}
