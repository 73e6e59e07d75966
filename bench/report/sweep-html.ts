import type { SweepReport, Timeline, Verdict } from '../sweep/results.ts'
import { describe } from '../workload/operations.ts'
import type { Shape } from '../workload/shape.ts'
import { type Advice, adviseOn } from './advice.ts'
import { panelFailures } from './failures.ts'
import { figureHtml } from './figure.ts'
import { factsOf } from './head.ts'
import { headlineOf } from './headline.ts'
import { escapeHtml, figuresHtml, scriptJson } from './html.ts'
import { methodOf } from './method.ts'
import { panelFigureList } from './panel-figures.ts'
import { LEGEND, panelFigures } from './panel-table.ts'
import { panelName, panelsOf } from './panels.ts'
import { STYLE } from './style.ts'
import { timelineFigureList } from './timeline-figures.ts'
import { stepFigures, timelineName, trendFigures } from './timeline-table.ts'

/** One page that stands alone: charts, figures, the report's JSON. It runs no script and loads nothing. */
export function sweepHtml(report: SweepReport): string {
  const advices = panelsOf(report).map(adviseOn)
  const { title } = headlineOf(report)
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(`${title} qdrant-worker-pool ${report.preset ?? 'sweep'}`)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    headerHtml(report, advices),
    '<main>',
    ...advices.map((advice) => panelHtml(advice, report.options.shape)),
    ...report.timelines.map(timelineHtml),
    '</main>',
    `<footer><section><h2>How it was measured</h2>${methodOf(report)
      .map((text) => `<p>${escapeHtml(text)}</p>`)
      .join('')}</section></footer>`,
    `<script type="application/json" id="report">${scriptJson(report)}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function headerHtml(report: SweepReport, advices: readonly Advice[]): string {
  const { title, reasons } = headlineOf(report)
  const facts = factsOf(report).map(([name, text]) => `<dt>${name}</dt><dd>${escapeHtml(text)}</dd>`)
  return `<header>
<div class="lesser">qdrant-worker-pool · ${report.preset ?? 'sweep'} · ${escapeHtml(report.startedAt.slice(0, 10))}</div>
<h1>${escapeHtml(title.replace(/(\d) /g, '$1\u00a0'))}</h1>
${reasons.map((text) => `<p>${escapeHtml(text)}</p>`).join('')}
${listHtml('advice', advices.map(adviceHtml))}
${listHtml('verdicts', report.verdicts.map(verdictHtml))}
<dl>${facts.join('')}</dl>
</header>`
}

function listHtml(name: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul class="${name}">${items.join('')}</ul>`
}

function adviceHtml(advice: Advice): string {
  const { panel, kind, size } = advice
  return `<li><span>${panelName(panel)}</span><b>${kind === 'none' ? '-' : size}</b><span class="lesser">${wordsHtml(advice)}</span></li>`
}

function wordsHtml({ verdict, knee }: Advice): string {
  return escapeHtml(`${verdict.charAt(0).toUpperCase()}${verdict.slice(1)} ${knee}`)
}

function verdictHtml({ name, target, seen, passed }: Verdict): string {
  const words = escapeHtml(`${name} ${target}: ${seen}`)
  return `<li class="${passed ? 'passed' : 'failed'}"><strong>${passed ? 'passed' : 'FAILED'}</strong>${words}</li>`
}

function panelHtml(advice: Advice, shape: Shape): string {
  const { panel } = advice
  const figures = panelFigureList(panel).map(figureHtml).join('')
  const failures = panelFailures(panel)
  return `<section><h2>${panelName(panel)}</h2>
<p class="lesser">${escapeHtml(describe(panel.operation, shape))}; ${panel.loop} loop</p>
<p>${wordsHtml(advice)}</p>${failures === undefined ? '' : `<p>${escapeHtml(failures)}</p>`}
<div class="figures">${figures}</div>
<details><summary>All figures as a table</summary><p class="lesser">${escapeHtml(LEGEND)}</p>${figuresHtml(panelFigures(panel))}</details></section>`
}

function timelineHtml(timeline: Timeline): string {
  const tables = [stepFigures(timeline), trendFigures(timeline)].filter(({ rows }) => rows.length > 0)
  return `<section><h2>${escapeHtml(timelineName(timeline))}</h2>
<div class="figures">${timelineFigureList(timeline).map(figureHtml).join('')}</div>
${tables.map(figuresHtml).join('')}</section>`
}
