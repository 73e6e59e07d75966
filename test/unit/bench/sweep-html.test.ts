import { describe, expect, it } from 'vitest'
import { DARK, LIGHT, variables } from '../../../bench/report/palette.ts'
import { sweepHtml } from '../../../bench/report/sweep-html.ts'
import { failedRound } from '../../support/sweep-cells.ts'
import { sweepReport } from '../../support/sweep-report.ts'
import { soakTimeline, spikeTimeline } from '../../support/sweep-timelines.ts'

const SMALL = { workers: [1, 2, 4], callers: [1, 20, 200], operations: ['retrieve'] } as const
const EVIL = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'

const page = sweepHtml(sweepReport(SMALL))

function embedded(html: string): unknown {
  const json = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
  return JSON.parse(json)
}

describe('the page of a sweep', () => {
  it('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/https?:|url\((?!#)|@import|<link|<img|src=|\son\w+=/)
    expect(page.match(/<script/g)).toHaveLength(1)
  })

  it('holds the report, whatever is in it, and lets none of it become markup', () => {
    const report = sweepReport(SMALL, {
      cells: sweepReport(SMALL).cells.map((cell) => ({ ...cell, rounds: [...cell.rounds, failedRound(0, EVIL)] })),
      machine: { cores: 2, cpu: EVIL, node: EVIL, server: EVIL },
      versions: { [EVIL]: EVIL },
      verdicts: [{ name: EVIL, target: EVIL, seen: EVIL, passed: true }],
      timelines: [spikeTimeline(1), soakTimeline(1)].map((timeline) => ({
        ...{ ...timeline, failure: EVIL },
        samples: timeline.samples.map((sample) => ({ ...sample, failed: 1 })),
        steps: timeline.steps.map((step) => ({ ...step, name: EVIL })),
        trends: timeline.trends.map((trend) => ({ ...trend, name: EVIL, unit: EVIL })),
      })),
    })
    const html = sweepHtml(report)
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html.match(/<\/script/g)).toHaveLength(1)
    expect(html).not.toContain('<img')
    expect(html).toContain('90 calls failed, the first with: &#60;/script&#62;')
    expect(html).toContain('360 calls failed, the first with: &#60;/script&#62;')
    expect(embedded(html)).toEqual(JSON.parse(JSON.stringify(report)))
  })

  it('explains what it shows: cells, or what became of a load over time', () => {
    const spike = sweepHtml(sweepReport({}, { cells: [], timelines: [spikeTimeline(1)] }))
    expect(page).toMatch(/The knee is.*Kleinrock/)
    expect(page).not.toContain('Calls fare as before')
    expect(spike).toContain('Calls fare as before a spike where')
    expect(spike).not.toContain('Kleinrock')
  })

  it('defines the colours of both themes, and no chart uses another', () => {
    expect(page).toContain(variables(LIGHT))
    expect(page).toMatch(/prefers-color-scheme: dark/)
    expect(page).toContain(variables(DARK))
    const charts = (page.match(/<svg.*?<\/svg>/gs) ?? []).join('').replace(/<defs.*?<\/defs>/gs, '')
    const colours = [...charts.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour = '']) => colour)
    const named = [...page.matchAll(/--([\w-]+):/g)].map(([, name]) => `var(--${name})`)
    expect([...new Set(colours)].filter((colour) => colour !== 'none' && !named.includes(colour))).toEqual([])
  })

  it('draws each chart for wide and for narrow screens, with what it shows in words', () => {
    const wide = page.match(/<div class="wide" role="img" aria-label="[^"]{40,}"><svg/g)
    expect(wide).toHaveLength(5)
    expect(page.match(/<div class="narrow" role="img" aria-label="[^"]{40,}"><svg/g)).toHaveLength(5)
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  })

  it('says the recommendation and marks a knee a line', () => {
    expect(/<h1>(.*?)<\/h1>/.exec(page)?.[1]).toBe('Size 4: larger ones may gain more.')
    expect(/gains \d+ % over 2/.exec(page)?.[0]).toBe('gains 15 % over 2')
    expect(page.match(/>knee<\/text>/g)).toHaveLength(2)
    expect(page.match(/<td class="left">knee<\/td>/g)).toHaveLength(3)
  })

  it('shades a spike and marks the recovery', () => {
    const html = sweepHtml(sweepReport({}, { cells: [], timelines: [spikeTimeline(1)] }))
    expect(html).toMatch(/>spike<\/text>/)
    expect(html).toMatch(/>recovered after 1\.80 s<\/text>/)
  })

  it.each([
    ['nothing at all', []],
    ['a cell that was not measured', [[]]],
    ['a cell in which all failed', [[failedRound()]]],
  ])('tells of %s', (_, rounds) => {
    const [cell] = sweepReport(SMALL).cells
    const cells = cell === undefined ? [] : rounds.map((some) => ({ ...cell, rounds: some }))
    expect(sweepHtml(sweepReport(SMALL, { cells, complete: false }))).toMatch(/<h1>No/)
  })
})
