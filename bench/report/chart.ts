import { type EChartsOption, init } from 'echarts'

export type ChartOption = EChartsOption

export interface Size {
  readonly width: number
  readonly height: number
}

/** As SVG that takes its colours and its font from the page around it. */
export function renderChart(option: ChartOption, { width, height }: Size): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', color: 'var(--ink-2)' }, ...option })
    return bare(chart.renderToSVGString())
  } finally {
    // Until then a timer of its own keeps the process.
    chart.dispose()
  }
}

/** Without what only its scripts use, marks of series and styles of hovering, and to a hundredth of a px. */
function bare(svg: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events|xmlns(?::\w+)?|version|baseProfile)="[^"]*"/g, '')
    .replace(/<[^>]+>/g, (tag) => tag.replace(/(\.\d\d)\d+/g, '$1'))
    .replaceAll('\n', '')
}
