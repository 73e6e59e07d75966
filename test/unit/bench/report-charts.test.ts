import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundScale } from '../../../bench/report/axes.ts'
import { lineChart } from '../../../bench/report/line-chart.ts'
import { spreadOut } from '../../../bench/report/line-labels.ts'
import { DARK, LIGHT } from '../../../bench/report/palette.ts'
import { percentileName } from '../../../bench/report/percentile-chart.ts'
import { summarise } from '../../../bench/report/summary.ts'
import { timeChart } from '../../../bench/report/time-chart.ts'
import { madeCell, madeRound } from '../../support/made-sweep.ts'
import { spikeTimeline } from '../../support/sweep-timelines.ts'

/** As WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    const [red = 0, green = 0, blue = 0] = channels.map((c) =>
      c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s theme', (_, theme) => {
  it('has the contrast of text in all that is written, labels of lines too', () => {
    const written = [theme.ink, theme['ink-2'], theme.passed, theme.failed, ...theme.lines]
    expect(written.filter((colour) => contrast(colour, theme.paper) < 4.5)).toEqual([])
  })
})

describe('labels of lines', () => {
  it('keep their order, stay in bounds and never touch where there is room', () => {
    const places = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(places, (wanted) => {
        const sorted = wanted.toSorted((a, b) => a - b)
        const spread = spreadOut(sorted, 0, 200)
        expect(spread.every((y, index) => y - (spread[index - 1] ?? -100) >= 14.99)).toBe(true)
        expect(Math.min(...spread) >= 0 && Math.max(...spread) <= 200).toBe(true)
      }),
    )
  })

  it('stay beside their lines where these are apart', () => {
    expect(spreadOut([150, 20, 80], 0, 200)).toEqual([150, 20, 80])
  })
})

describe('scales', () => {
  it('end at a round number at or above the most, in three to six steps', () => {
    expect(roundScale(100)).toEqual({ interval: 25, max: 100 })
    expect(roundScale(56_408)).toEqual({ interval: 20_000, max: 60_000 })
    const most = fc.double({ min: 1e-3, max: 1e7, noNaN: true })
    fc.assert(
      fc.property(most, (value) => {
        const { max, interval } = roundScale(value)
        expect(max).toBeGreaterThanOrEqual(value * (1 - 1e-6))
        expect(Math.round(max / interval)).toBeGreaterThanOrEqual(2)
        expect(Math.round(max / interval)).toBeLessThanOrEqual(5)
      }),
    )
  })

  it('name percentiles by what lies below', () => {
    expect([2, 10, 1000, 100_000].map(percentileName)).toEqual(['50', '90', '99.9', '99.999'])
  })
})

describe('the name of the knee', () => {
  const at = (x: number, perSecond: number, knee: boolean) => {
    const summary = summarise(madeCell([madeRound(perSecond)]))
    if (summary === undefined) throw new Error('a measured cell has no summary')
    return { x, summary, knee }
  }
  const SIZE = { width: 800, height: 300 }

  /** The rates of the points that are named, and how. */
  function named(...lines: ReturnType<typeof at>[][]) {
    const plot = {
      ...{ axis: 'callers', ticks: [1, 4, 16] },
      lines: lines.map((points, rank) => ({ name: `${rank}`, rank, points })),
    }
    const chart = lineChart({ plot, unit: 'ops/s', value: ({ perSecond }) => perSecond, knees: true }, SIZE)
    const series = [chart.series ?? []].flat() as { label?: object; data?: { value: number[]; label?: object }[] }[]
    return series.flatMap(({ label, data = [] }) =>
      data.filter((one) => (one.label as { show?: boolean } | undefined)?.show).map(({ value }) => [value[1], label]),
    )
  }

  it('stands below the lowest', () => {
    const label = expect.objectContaining({ position: 'bottom', align: 'center', formatter: 'knee' })
    const lines = [
      [at(1, 100, false), at(4, 800, true), at(16, 900, false)],
      [at(1, 100, false), at(4, 600, true), at(16, 700, false)],
    ]
    expect(named(...lines)).toEqual([[600, label]])
  })

  it('leaves the figures of the axis beside it alone', () => {
    const label = expect.objectContaining({ position: 'bottom', align: 'left' })
    expect(named([at(1, 500, true), at(16, 900, false)])).toEqual([[500, label]])
  })

  it('stands above the highest where there is no room below', () => {
    const label = expect.objectContaining({ position: 'top' })
    const lines = [
      [at(1, 20, true), at(16, 900, false)],
      [at(1, 30, true), at(16, 900, false)],
    ]
    expect(named(...lines)).toEqual([[30, label]])
  })
})

it('tells recoveries in short where a chart has no room for sentences beside each other', () => {
  const chart = { unit: 'ms', lines: [{ name: 'p95', colour: '', points: [[0, 1]] as const }], ...spikeTimeline(1) }
  const marks = (width: number) => JSON.stringify(timeChart(chart, { width, height: 200 }))
  expect(marks(900)).toContain('"recovered after 1.80 s"')
  expect(marks(350)).toContain('"1.80 s"')
})
