import type { LiveView } from '../../monitor/live-view.ts'
import { bar, sparkline } from '../output/bars.ts'
import { figure, percent, span, timeOfDay } from '../output/figures.ts'
import { type Line, lineWidth, type Span } from '../output/line.ts'
import { cut, left, textWidth } from '../output/text-width.ts'
import type { Seen } from './history.ts'

const LABEL_WIDTH = 13
const BAR_WIDTH = 40
/** What stands beside a bar. */
const BESIDE_BAR = 27
/** Above it, work has little room left. */
const NEARLY_FULL = 0.9
const GAP = '   '

/** Who it is: name, process, servers, and what time it is there; `silentMs`: since its last line. */
export function headerLine(view: LiveView, silentMs: number | undefined, columns: number): Line {
  const { pool, pid, upMs, servers, time } = view
  const clock: Span =
    silentMs === undefined ? timeOfDay(time) : ['red', `no answer for ${figure(Math.floor(silentMs / 1000))} s`]
  const facts = `${GAP}pid ${pid}${GAP}up ${span(upMs)}${GAP}`
  const room = columns - lineWidth([clock]) - 1
  const name = cut(pool, Math.max(8, Math.floor(room / 3)))
  const before: Line = [['bold', name], facts]
  const rest = Math.max(0, room - lineWidth(before))
  return [...before, left(where(servers, rest), rest), ' ', clock]
}

/** The first of the servers, without its scheme where that is too long. */
function where([first = '', ...others]: readonly string[], width: number): string {
  const more = others.length === 0 ? '' : ` +${others.length}`
  const isLong = textWidth(first + more) > width
  return cut(isLong ? first.replace(/^https?:\/\//, '') : first, width - more.length) + more
}

export function summaryLines({ view, rates }: Seen, columns: number): Line[] {
  const { stats, recent } = view
  const width = Math.max(1, Math.min(BAR_WIDTH, columns - LABEL_WIDTH - BESIDE_BAR))
  return [
    utilisation(recent, width),
    [...label('calls/s'), ['cyan', sparkline(rates, width)], ...throughput(recent, rates)],
    workers(stats, columns),
    items(`last ${figure(recent.seconds)} s`, recentItems(recent), columns),
    items('since start', totalItems(stats), columns),
    ...health(stats, columns),
    ...circuits(stats),
  ]
}

function utilisation({ utilisation, seconds }: LiveView['recent'], width: number): Line {
  const { full, rest } = bar(utilisation, width)
  const share = seconds === 0 ? Number.NaN : utilisation
  return [
    ...label('utilisation'),
    [utilisation > NEARLY_FULL ? 'yellow' : 'green', full],
    ['dim', rest],
    '  ',
    ['bold', percent(share)],
  ]
}

function throughput({ calls, seconds }: LiveView['recent'], rates: readonly number[]): Line {
  const now: Line = ['  ', ['bold', figure(calls / seconds, 0, 9)]]
  return rates.length === 0 ? now : [...now, ['dim', `${GAP}peak ${figure(Math.max(...rates), 0, 9)}`]]
}

function workers({ size, maxSize, busy, idle, opening, dying, waiting }: LiveView['stats'], columns: number): Line {
  const states: Line[] = [
    [`${size} of ${maxSize}`],
    [`${busy} busy`],
    [`${idle} idle`],
    [[waiting > 0 ? 'yellow' : 'dim', `queue ${figure(waiting)}`]],
    ...(opening > 0 ? [[['yellow', `${opening} opening`]] as const] : []),
    ...(dying > 0 ? [[['yellow', `${dying} dying`]] as const] : []),
  ]
  return items('workers', states, columns)
}

function recentItems(recent: LiveView['recent']): Line[] {
  const { errors, timeouts, retries, requests, callsPerRequest, embedding, seconds } = recent
  return [
    counted(errors, 'error', 'red'),
    counted(timeouts, 'timeout', 'red'),
    counted(retries, 'retry', 'yellow', 'retries'),
    ...(requests.count > 0 ? [[`${figure(callsPerRequest, 1)} calls/request`]] : []),
    ...(embedding.count > 0 ? [[`${figure(embedding.texts / seconds)} texts/s`]] : []),
  ]
}

function totalItems({ created, recycled, replaced, failed }: LiveView['stats']): Line[] {
  return [
    [`${figure(created)} opened`],
    ...(recycled > 0 ? [[`${figure(recycled)} recycled`]] : []),
    counted(replaced, 'replaced', 'yellow', 'replaced'),
    counted(failed, 'failed to open', 'yellow', 'failed to open'),
  ]
}

function health({ health, healthFailures }: LiveView['stats'], columns: number): Line[] {
  const tiers = (['fast', 'medium', 'deep'] as const).filter((tier) => health[tier].count > 0)
  if (tiers.length === 0) return []
  const checks = tiers.map((tier) => [`${figure(health[tier].count)} ${tier}, p95 ${figure(health[tier].p95Ms, 2)} ms`])
  return [items('health', [counted(healthFailures, 'unhealthy', 'red', 'unhealthy'), ...checks], columns)]
}

function circuits({ circuit }: LiveView['stats']): Line[] {
  return Object.entries(circuit)
    .filter(([, position]) => position !== 'closed')
    .map(([server, position]) => [...label('circuit'), ['red', `${position} to ${server}`]])
}

function counted(count: number, one: string, style: 'red' | 'yellow', many = `${one}s`): Line {
  return [[count > 0 ? style : 'dim', `${figure(count)} ${count === 1 ? one : many}`]]
}

/** As many of the items as the line has room for. */
function items(name: string, given: readonly Line[], columns: number): Line {
  let line: Line = label(name)
  for (const [index, item] of given.entries()) {
    const longer = [...line, index === 0 ? '' : GAP, ...item]
    if (lineWidth(longer) > columns) break
    line = longer
  }
  return line
}

function label(name: string): Line {
  return [['dim', left(name, LABEL_WIDTH)]]
}
