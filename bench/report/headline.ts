import { whole } from '../figures.ts'
import type { SweepReport, Timeline, Verdict } from '../sweep/results.ts'
import { type Advice, adviseOn } from './advice.ts'
import { duration, listed, significant } from './format.ts'
import { ascending, panelName, panelsOf } from './panels.ts'
import { recoveriesOf } from './timeline-table.ts'

export interface Headline {
  /** A few words: `Size 4 is enough.` */
  readonly title: string
  /** What they rest on, a sentence each. */
  readonly reasons: readonly string[]
}

/** The recommendation over all operations and wires, or, without cells, what happened over time. */
export function headlineOf(report: SweepReport): Headline {
  const advices = panelsOf(report).map(adviseOn)
  const caveats = caveatsOf(report)
  if (advices.length === 0) return { title: timelineTitle(report.timelines), reasons: caveats }
  if (report.preset === 'classic') return { title: promisesTitle(report.verdicts), reasons: caveats }
  const told = advices.filter(({ kind }) => kind !== 'none')
  const size = Math.max(...told.map((advice) => advice.size))
  return { title: sizeTitle(told, size), reasons: [...reasonsOf(told), ...caveats] }
}

function promisesTitle(verdicts: readonly Verdict[]): string {
  const broken = verdicts.filter(({ passed }) => !passed).map(({ name }) => name)
  if (verdicts.length === 0) return 'No promise was put to the test.'
  return broken.length === 0
    ? `All ${verdicts.length} promises were kept.`
    : `${broken.length} of ${verdicts.length} promises broken: ${listed(broken)}.`
}

function sizeTitle(told: readonly Advice[], size: number): string {
  if (told.length === 0) return 'No call was answered.'
  const of = (kind: Advice['kind']) => told.some((advice) => advice.kind === kind)
  if (of('largest')) return `Size ${size}: larger ones may gain more.`
  if (of('unclear')) return `Size ${size}, as far as these rounds tell.`
  return told.every(({ kind }) => kind === 'only') ? `Size ${size} alone was measured.` : `Size ${size} is enough.`
}

/** Which operations need which size, the largest first. */
function reasonsOf(told: readonly Advice[]): string[] {
  const sizes = ascending(told.map(({ size }) => size)).toReversed()
  if (sizes.length < 2) return []
  const oneWire = new Set(told.map(({ panel }) => panel.wire)).size === 1
  const parts = sizes.map((size) => {
    const panels = told.filter((advice) => advice.size === size).map(({ panel }) => panel)
    return `size ${size} for ${listed(panels.map((panel) => (oneWire ? panel.operation : panelName(panel))))}`
  })
  return [`S${parts.join('; ').slice(1)}.`]
}

function caveatsOf({ cells, complete, options: { rounds } }: SweepReport): string[] {
  return [
    ...(complete ? [] : ['The run was interrupted: only what was measured until then is shown.']),
    ...(rounds === 1 && cells.length > 0 ? ['There was one round only: nothing tells how much rounds differ.'] : []),
  ]
}

function timelineTitle(timelines: readonly Timeline[]): string {
  const recoveries = timelines.flatMap(recoveriesOf)
  if (recoveries.length > 0) {
    const recovered = recoveries.filter((ms) => ms !== undefined)
    const all = recoveries.length === 1 ? 'the spike' : `each of ${recoveries.length} spikes`
    if (recovered.length === recoveries.length) {
      return `Latency recovered within ${duration(Math.max(...recovered))} of ${all}.`
    }
    return recoveries.length === 1
      ? 'Latency did not recover after the spike.'
      : `Latency did not recover after ${recoveries.length - recovered.length} of ${recoveries.length} spikes.`
  }
  const [soak] = timelines.filter(({ trends }) => trends.length > 0)
  const [trend] = soak?.trends ?? []
  if (soak === undefined || trend === undefined) return 'Nothing was measured.'
  const { name, unit, growth } = trend
  const minutes = whole((soak.samples.at(-1)?.atMs ?? 0) / 60_000)
  return `${name} ${growth < 0 ? 'fell' : 'grew'} by ${significant(Math.abs(growth))} ${unit} in ${minutes} min.`
}
