import { whole } from '../figures.ts'
import { duration, percent, rate } from './format.ts'
import { type Line, loadName, type Panel, type Point, panelName, tellingPoint } from './panels.ts'
import type { CellSummary } from './summary.ts'

/** Throughput within this share of the best is as good as the best. */
const NEAR = 0.05

export interface Advice {
  readonly panel: Panel
  /**
   * `enough`: larger sizes were measured and gain little. `largest`: the largest measured still gains. `unclear`: it has
   * more, but not more than the rounds differ. `only`: one size was measured. `none`: no call was answered.
   */
  readonly kind: 'enough' | 'largest' | 'unclear' | 'only' | 'none'
  /** The size to take; 0 where no call was answered. */
  readonly size: number
  /** `size 2 is enough: 4 gains 3 %.` */
  readonly verdict: string
  /** Where its knee lies. */
  readonly knee: string
}

interface Best {
  readonly line: Line
  readonly point: Point
}

export function adviseOn(panel: Panel): Advice {
  const bests = comparable(panel).flatMap(bestOf)
  const most = Math.max(...bests.map(({ point }) => point.summary.perSecond))
  const index = bests.findIndex(({ point }) => point.summary.perSecond >= most * (1 - NEAR))
  const own = bests[index]
  if (own === undefined) return { panel, kind: 'none', size: 0, verdict: 'no call was answered.', knee: '' }
  const size = own.line.workers
  const knee = panel.loop === 'closed' ? kneeText(own) : rateText(own)
  const largest = highest(bests.slice(index + 1))
  if (panel.loop === 'open' && bests.length > 1 && keepsUp(own)) {
    return { panel, kind: 'enough', size, verdict: `size ${size} is enough: it keeps up with the rate.`, knee }
  }
  if (largest !== undefined) {
    return { panel, kind: 'enough', size, verdict: `size ${size} is enough: ${gainText(own, largest)}.`, knee }
  }
  const smaller = highest(bests.slice(0, index))
  if (smaller === undefined)
    return { panel, kind: 'only', size, verdict: `size ${size} is the only one measured.`, knee }
  const kind = apart(own.point.summary, smaller.point.summary) ? 'largest' : 'unclear'
  return { panel, kind, size, verdict: largestText(own, smaller, kind), knee }
}

/** `retrieve over REST: size 2 is enough: 4 gains 3 %. Its knee is at 10 callers: …` */
export function adviceText({ panel, verdict, knee }: Advice): string {
  return `${panelName(panel)}: ${verdict}${knee === '' ? '' : ` ${knee}`}`
}

/** Whether the rounds of one lie apart from those of the other. */
export function apart(one: CellSummary, other: CellSummary): boolean {
  return one.spread[0] > other.spread[1] || other.spread[0] > one.spread[1]
}

/** Of an interrupted run only the loads under which all sizes were measured; all of them where there is none. */
function comparable({ lines }: Panel): Line[] {
  const answered = lines.filter(({ points }) => points.length > 0)
  const everywhere = (load: number) => answered.every(({ points }) => points.some((point) => point.load === load))
  const shared = answered.map((line) => ({ ...line, points: line.points.filter(({ load }) => everywhere(load)) }))
  return shared.some(({ points }) => points.length === 0) ? answered : shared
}

function bestOf(line: Line): Best[] {
  const [first, ...others] = line.points
  if (first === undefined) return []
  const point = others.reduce((best, one) => (one.summary.perSecond > best.summary.perSecond ? one : best), first)
  return [{ line, point }]
}

function highest(bests: readonly Best[]): Best | undefined {
  return bests.toSorted((one, other) => other.point.summary.perSecond - one.point.summary.perSecond)[0]
}

function gainText(own: Best, larger: Best): string {
  const gain = larger.point.summary.perSecond / own.point.summary.perSecond - 1
  if (!apart(own.point.summary, larger.point.summary)) {
    return `${larger.line.workers} gains no more than the rounds differ`
  }
  return `${larger.line.workers} gains ${gain > 0 ? percent(gain) : 'nothing'}`
}

function largestText(own: Best, smaller: Best, kind: 'largest' | 'unclear'): string {
  const gain = own.point.summary.perSecond / smaller.point.summary.perSecond - 1
  const before = `size ${own.line.workers} is the largest measured`
  return kind === 'largest'
    ? `${before} and gains ${percent(gain)} over ${smaller.line.workers}: measure larger ones.`
    : `${before}, and gains no more over ${smaller.line.workers} than the rounds differ: measure more rounds.`
}

function kneeText({ line, point: best }: Best): string {
  const point = tellingPoint(line)
  if (point === undefined) return ''
  const seen = `${rate(point.summary.perSecond)} ops/s, p95 ${duration(point.summary.p95Ms)}`
  const callers = loadName(point.load, 'closed')
  switch (line.knee.state) {
    case 'at':
      return `Its knee is at ${callers}: ${seen}.${best === point ? '' : mostText(best)}`
    case 'beyond':
      return `Still growing at ${callers} (${seen}): measure more.`
    case 'unknown':
      return `At ${callers}: ${seen}.`
  }
}

/** What other loads than the knee's gain, and at which latency. */
function mostText({ load, summary }: Point): string {
  return ` Most is ${rate(summary.perSecond)} ops/s, at ${loadName(load, 'closed')}, p95 ${duration(summary.p95Ms)}.`
}

function keepsUp({ point: { load, summary } }: Best): boolean {
  return summary.perSecond >= load * (1 - NEAR)
}

/** Of an open loop. */
function rateText(best: Best): string {
  const { load, summary } = best.point
  const seen = `${rate(summary.perSecond)} of ${whole(load)} ops/s, p95 ${duration(summary.p95Ms)}`
  return `${keepsUp(best) ? 'It answers' : 'It falls behind:'} ${seen}.`
}
