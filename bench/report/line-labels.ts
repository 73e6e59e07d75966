import { FONT_SIZE, shareOf, type ValueAxis } from './axes.ts'
import type { Size } from './chart.ts'

/** A label to the right of the plot, beside the end of its line. */
export interface LineLabel {
  readonly text: string
  readonly colour: string
  /** At which its line ends. */
  readonly value: number
}

const GRID = { left: 52, top: 34, bottom: 46 }
/** Between the plot and its labels. */
const GAP = 10
/** Of a bold letter, on average; what wider ones take beyond. */
const LETTER = FONT_SIZE * 0.56
const WIDER = 10

/** A plot and the labels of its lines, which it leaves room for. */
export function labelledPlot(axis: ValueAxis, labels: readonly LineLabel[], { width, height }: Size) {
  const right = roomFor(labels.map(({ text }) => text))
  const bottom = height - GRID.bottom
  const places = spreadOut(
    labels.map(({ value }) => bottom - shareOf(axis, value) * plotHeight(height)),
    GRID.top,
    bottom,
  )
  const graphic = labels.map(({ text, colour }, index) => ({
    type: 'text' as const,
    ...{ silent: true, x: width - right + GAP, y: places[index] ?? 0 },
    style: {
      text,
      fill: colour,
      fontSize: FONT_SIZE,
      fontFamily: 'inherit',
      fontWeight: 600,
      verticalAlign: 'middle' as const,
    },
  }))
  return { grid: { ...GRID, right }, graphic }
}

/** From the foot of the scale to its head, in px. */
export function plotHeight(height: number): number {
  return height - GRID.top - GRID.bottom
}

function roomFor(texts: readonly string[]): number {
  return GAP + WIDER + Math.ceil(Math.max(0, ...texts.map((text) => text.length)) * LETTER)
}

/** Lines of text this far apart don't touch. */
const APART = FONT_SIZE + 3

/** Moved apart as little as it takes, in their order, between two bounds. */
export function spreadOut(places: readonly number[], top: number, bottom: number): number[] {
  const order = places.map((_, index) => index).sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0))
  const spread = [...places]
  let least = top
  for (const index of order) {
    spread[index] = Math.max(spread[index] ?? 0, least)
    least = (spread[index] ?? 0) + APART
  }
  let most = bottom
  for (const index of order.toReversed()) {
    spread[index] = Math.min(spread[index] ?? 0, most)
    most = (spread[index] ?? 0) - APART
  }
  return spread
}
