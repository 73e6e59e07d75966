import type { Clock } from '../../base/clock.ts'
import type { IngestProgress } from '../../pipeline/ingest/options.ts'
import { bar } from '../output/bars.ts'
import { painter } from '../output/colour.ts'
import type { CommandIo, TextStream } from '../output/command-io.ts'
import { figure, percent, span } from '../output/figures.ts'
import { drawLine, type Line, lineWidth, type Span } from '../output/line.ts'
import { showStatus } from '../output/progress.ts'

const MOST_BAR = 30
/** A shorter bar tells less than the percentage beside it. */
const LEAST_BAR = 5
const NOTHING: IngestProgress = { read: 0, stored: 0, failed: 0, perSecond: 0 }

export interface ShownProgress {
  readonly latest: IngestProgress
  update(progress: IngestProgress): void
  stop(): void
}

/** Keeps the latest progress, and shows it where there is a stream. */
export function showIngest(
  stream: TextStream | undefined,
  env: CommandIo['env'],
  share: () => number | undefined,
  clock: Clock,
): ShownProgress {
  let latest = NOTHING
  const status =
    stream &&
    showStatus(
      stream,
      {
        draw: (columns) => drawLine(progressLine(latest, share(), columns), columns, painter(stream, env)),
        tell: () => progressText(latest, share()),
      },
      clock,
    )
  return {
    get latest() {
      return latest
    },
    update(progress) {
      latest = progress
      status?.changed()
    },
    stop: () => status?.stop(),
  }
}

/** Bar and percentage where the size of the source is known, then what is stored, how fast, and what is left. */
export function progressLine(progress: IngestProgress, share: number | undefined, columns: number): Line {
  const facts: Line = factsOf(progress).flatMap((fact) => ['  ', fact])
  if (share === undefined) return ['Ingesting', ...facts]
  const behind: Line = [percent(share).padStart(6), ...facts]
  const room = Math.min(MOST_BAR, columns - lineWidth(['Ingesting ', ...behind]))
  if (room < LEAST_BAR) return ['Ingesting', ...behind]
  const { full, rest } = bar(share, room)
  return ['Ingesting ', ['cyan', full], ['dim', rest], ...behind]
}

/** The same in a sentence, for what is no terminal. */
export function progressText(progress: IngestProgress, share: number | undefined): string {
  const facts = factsOf(progress).map((fact) => (typeof fact === 'string' ? fact : fact[1]))
  return `Ingesting: ${share === undefined ? '' : `${percent(share)}, `}${facts.join(', ')}`
}

function factsOf({ stored, failed, perSecond, etaMs }: IngestProgress): Span[] {
  return [
    `${figure(stored)} stored`,
    `${figure(perSecond)}/s`,
    ...(etaMs === undefined ? [] : [`${span(etaMs)} left`]),
    ...(failed === 0 ? [] : [['red', `${figure(failed)} failed`] as const]),
  ]
}
