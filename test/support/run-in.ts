import { spawnSync } from 'node:child_process'

/** Runs a command in a folder, its output with ours, and gives its exit code. */
export function runIn(folder: string, command: string, args: readonly string[]): number {
  const { status, error } = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error !== undefined) throw error
  return status ?? 1
}
