import type { Clock } from '../../base/clock.ts'
import { painter } from '../output/colour.ts'
import type { CommandIo } from '../output/command-io.ts'
import { renderFrame } from './frame.ts'
import { type Seen, see } from './history.ts'
import type { LiveLine } from './live-views.ts'
import { Screen } from './screen.ts'

/** A line is late, and the frame says so, after this. */
const LATE_MS = 3_000
const REDRAW_MS = 1_000

/** Draws every line until the job ends or `signal` aborts; `q` aborts `quit`, as does what goes wrong in drawing. */
export async function watch(
  views: AsyncIterable<LiveLine>,
  io: CommandIo,
  quit: AbortController,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  const paint = painter(io.stdout, io.env)
  let screen: Screen | undefined
  let seen: Seen | undefined
  let stopTimer = () => {}
  const redrawIn = (delayMs: number) => {
    stopTimer = clock.after(delayMs, () => {
      screen?.redraw()
      redrawIn(REDRAW_MS)
    })
  }
  try {
    for await (const { view } of views) {
      const heardAt = clock.now()
      const now = see(view, seen)
      seen = now
      stopTimer()
      redrawIn(LATE_MS)
      screen ??= new Screen(io, () => quit.abort())
      screen.show((size) => {
        const silentMs = clock.now() - heardAt
        try {
          return renderFrame(now, size, paint, silentMs < LATE_MS ? undefined : silentMs)
        } catch (error) {
          quit.abort(error)
          return []
        }
      })
    }
  } finally {
    stopTimer()
    screen?.close()
  }
  if (!signal.aborted) io.stdout.write('The job has ended.\n')
}
