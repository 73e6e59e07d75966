import { once } from 'node:events'
import { painter } from '../output/colour.ts'
import type { CommandIo, TextStream } from '../output/command-io.ts'
import { harmless } from '../output/json-line.ts'
import { renderFrame } from './frame.ts'
import { type Seen, see } from './history.ts'
import type { LiveLine } from './live-views.ts'

/** Where nobody tells how wide a line may be. */
const SIZE = { columns: 80, rows: Number.POSITIVE_INFINITY }

/** Every line as the job sends it, no faster than they are read. */
export async function printLines(
  views: AsyncIterable<LiveLine>,
  stdout: TextStream,
  signal: AbortSignal,
): Promise<void> {
  for await (const { line } of views) {
    const isRead = stdout.write(`${harmless(line)}\n`)
    // Where it is never read, `views` ends, too.
    if (!isRead) await once(stdout, 'drain', { signal }).catch(() => {})
  }
}

/**
 * One frame, from a line that has something to look back on.
 * @returns false where there was none
 */
export async function printFrame(views: AsyncIterable<LiveLine>, { stdout, env }: CommandIo): Promise<boolean> {
  let seen: Seen | undefined
  for await (const { view } of views) {
    seen = see(view, seen)
    if (view.recent.seconds > 0) break
  }
  if (seen === undefined) return false
  stdout.write(`${renderFrame(seen, SIZE, painter(stdout, env)).join('\n')}\n`)
  return true
}
