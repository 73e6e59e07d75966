import { type ChartOption, renderChart, type Size } from './chart.ts'
import { escapeHtml } from './html.ts'

export interface Figure {
  readonly title: string
  /** What to look at, in a sentence. */
  readonly note: string
  /** What the chart shows, for those who don't see it. */
  readonly label: string
  /** `full`: as wide as the page. `half`: two stand beside each other. */
  readonly span: 'full' | 'half'
  /** @default by the span */
  readonly height?: number
  readonly chart: (size: Size) => ChartOption
  /** Of areas, which have no room for labels: [colour, name]. */
  readonly key?: readonly (readonly [colour: string, name: string])[]
}

const WIDTHS = { full: 960, half: 460 } as const
const HEIGHTS = { full: 340, half: 300 } as const
const NARROW: Size = { width: 360, height: 280 }

/** A chart drawn twice, for wide and for narrow screens: text keeps its size. */
export function figureHtml({ title, note, label, span, height, chart, key = [] }: Figure): string {
  const wide = { width: WIDTHS[span], height: height ?? HEIGHTS[span] }
  const narrow = { width: NARROW.width, height: height ?? NARROW.height }
  const drawn = (name: string, size: Size) =>
    `<div class="${name}" role="img" aria-label="${escapeHtml(label)}">${renderChart(chart(size), size)}</div>`
  const keys = key.map(([colour, text]) => `<span class="key"><i style="background:${colour}"></i>${text}</span>`)
  return `<figure class="${span}"><figcaption><b>${escapeHtml(title)}</b> ${escapeHtml(note)}${keys.length === 0 ? '' : `<div>${keys.join('')}</div>`}</figcaption>${drawn('wide', wide)}${drawn('narrow', narrow)}</figure>`
}
