import type { Alert } from '../../monitor/alert.ts'
import type { NotedEvent } from '../../monitor/noted-event.ts'
import { figure, timeOfDay } from '../output/figures.ts'
import type { Line } from '../output/line.ts'
import { left, right, textWidth } from '../output/text-width.ts'
import { wrap } from '../output/wrap.ts'
import type { Table } from './tables.ts'

const TIME_WIDTH = 8
/** Those of the longest names. */
const [ALERT_WIDTH, NAME_WIDTH] = [16, 18]
const WORKER_WIDTH = 6
const FEW_ALERTS = 3
/** Narrower lines break a message into single words. */
const LEAST_MESSAGE = 20
/** Events that other tables do not push out. */
const LATEST = 3
const WRONG = new Set<NotedEvent['name']>([
  'circuit:open',
  'degraded',
  'lease:leaked',
  'worker:failed',
  'worker:replaced',
  'worker:stray-error',
])

/** Those that are raised, a line each; where they are few and `hasRoom`, a message may take two. */
export function alertLines(alerts: readonly Alert[], columns: number, hasRoom: boolean): Line[] {
  const mayWrap = hasRoom && alerts.length <= FEW_ALERTS
  return alerts.flatMap(({ name, since, message }) => {
    const lead = `since ${left(timeOfDay(since), TIME_WIDTH)}  ${left(name, ALERT_WIDTH)}  `
    const room = columns - textWidth(lead)
    const [first = '', ...rest] = mayWrap && room >= LEAST_MESSAGE ? wrap(message, room) : [message]
    const second: Line[] = rest.length > 0 ? [[['red', right('', textWidth(lead)) + rest.join(' ')]]] : []
    return [[['red', lead + first]], ...second] satisfies Line[]
  })
}

/** The latest first. */
export function eventTable(events: readonly NotedEvent[]): Table {
  return {
    latest: LATEST,
    heading: [['dim', `${left('time', TIME_WIDTH)}  ${left('event', NAME_WIDTH)}  worker  cause`]],
    rows: events
      .toReversed()
      .map((event) => [
        `${left(timeOfDay(event.time), TIME_WIDTH)}  `,
        WRONG.has(event.name) ? ['yellow', left(event.name, NAME_WIDTH)] : left(event.name, NAME_WIDTH),
        `  ${right(event.slot === undefined ? '' : String(event.slot), WORKER_WIDTH)}  ${detail(event)}`,
      ]),
  }
}

function detail({ cause, reason, forced, endpoint, durationMs, heldMs, tier, healthy, slow }: NotedEvent): string {
  const facts = [
    tier,
    healthy === false ? 'unhealthy' : undefined,
    slow === true ? 'slow' : undefined,
    reason,
    endpoint,
    durationMs === undefined ? undefined : `in ${figure(durationMs)} ms`,
    heldMs === undefined ? undefined : `held for ${figure(heldMs)} ms`,
    forced === true ? 'forced' : undefined,
    cause,
  ]
  return facts.filter((fact) => fact !== undefined).join(', ')
}
