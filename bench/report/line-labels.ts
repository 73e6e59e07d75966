import { FONT_SIZE } from './axes.ts'

/** A label to the right of the plot, beside the end of its line. */
export interface LineLabel {
  readonly text: string
  readonly colour: string
  /** Where its line ends, in px from above. */
  readonly y: number
}

/** Between the plot and its labels. */
const GAP = 10
/** Of a bold letter, on average; what wider ones take beyond. */
const LETTER = FONT_SIZE * 0.56
const WIDER = 10

/** What labels take to the right of a plot. */
export function roomFor(texts: readonly string[]): number {
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

export function labelGraphics(labels: readonly LineLabel[], plotRight: number, top: number, bottom: number) {
  const places = spreadOut(
    labels.map(({ y }) => y),
    top,
    bottom,
  )
  return labels.map(({ text, colour }, index) => ({
    type: 'text' as const,
    ...{ silent: true, x: plotRight + GAP, y: places[index] ?? 0 },
    style: {
      text,
      fill: colour,
      fontSize: FONT_SIZE,
      fontFamily: 'inherit',
      fontWeight: 600,
      verticalAlign: 'middle' as const,
    },
  }))
}
