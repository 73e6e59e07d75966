#!/usr/bin/env node
import { runCommand } from './run-command.ts'

const interrupt = new AbortController()
// The first Ctrl-C lets the command close what it opened; a second one ends the process in the ordinary way.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort())

process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  // Opened where it is asked for.
  get stdin() {
    return process.stdin
  },
  env: process.env,
  signal: interrupt.signal,
})
// Interrupted while a connection was being opened: that attempt is nobody's any more, and would hold the process up.
if (interrupt.signal.aborted) process.exit()
