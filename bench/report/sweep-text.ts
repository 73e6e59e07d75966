import { table } from '../../src/cli/output/table.ts'
import type { SweepReport, Timeline, Verdict } from '../sweep/results.ts'
import { describe } from '../workload/operations.ts'
import type { Shape } from '../workload/shape.ts'
import { adviceText, adviseOn } from './advice.ts'
import { panelFailures, timelineFailures } from './failures.ts'
import { factsOf } from './head.ts'
import { headlineOf } from './headline.ts'
import { type Figures, LEGEND, panelFigures } from './panel-table.ts'
import { type Panel, panelName, panelsOf } from './panels.ts'
import { stepFigures, timelineName, trendFigures } from './timeline-table.ts'

/** For a terminal: what was measured, tables, and what to make of them. */
export function sweepText(report: SweepReport): string {
  const panels = panelsOf(report)
  const { title, reasons } = headlineOf(report)
  const parts = [
    table(factsOf(report)),
    ...(panels.length === 0 ? [] : [LEGEND]),
    ...panels.map((panel) => panelText(panel, report.options.shape)),
    ...report.timelines.flatMap(timelineText),
    [title, ...reasons, ...panels.map((panel) => `  ${adviceText(adviseOn(panel))}`)].join('\n'),
    ...(report.verdicts.length === 0 ? [] : [verdictsText(report.verdicts)]),
  ]
  return parts.join('\n\n')
}

function panelText(panel: Panel, shape: Shape): string {
  const title = `${panelName(panel)}, ${panel.loop} loop: ${describe(panel.operation, shape)}`
  return [title, figuresText(panelFigures(panel)), ...listed(panelFailures(panel))].join('\n\n')
}

function timelineText(timeline: Timeline): string[] {
  const tables = [stepFigures(timeline), trendFigures(timeline)].filter(({ rows }) => rows.length > 0)
  const name = `${timelineName(timeline)} over time`
  return [name, ...tables.map(figuresText), ...listed(timelineFailures(timeline))]
}

function listed(text: string | undefined): string[] {
  return text === undefined ? [] : [text]
}

function figuresText({ header, align, rows }: Figures): string {
  return table([header, ...rows], align)
}

function verdictsText(verdicts: readonly Verdict[]): string {
  return table(verdicts.map(({ name, target, seen, passed }) => [passed ? 'passed' : 'FAILED', name, target, seen]))
}
