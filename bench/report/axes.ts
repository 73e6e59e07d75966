/** Of text in charts. */
export const FONT_SIZE = 12

/** 20,000 or 0.5: ticks are round. */
export function tickText(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 })
}

/** Above this ratio of the largest to the smallest a linear scale shows nothing of the small values. */
const LOG_ABOVE = 100

/** Round numbers from 0 to a value or just above it. */
export function roundScale(max: number): { readonly max: number; readonly interval: number } {
  const rough = Math.max(max, Number.MIN_VALUE) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const interval = ([1, 2, 2.5, 5, 10].find((step) => step * power >= rough) ?? 10) * power
  return { interval, max: Math.ceil(max / interval - 1e-9) * interval }
}

/** The powers of ten around values. */
function decades(values: readonly number[]): { readonly min: number; readonly max: number } {
  const positive = values.filter((value) => value > 0)
  return {
    min: 10 ** Math.floor(Math.log10(Math.min(...positive))),
    max: 10 ** Math.ceil(Math.log10(Math.max(...positive))),
  }
}

const LABEL = { color: 'var(--ink-2)', fontSize: FONT_SIZE }

export type ValueAxis = ReturnType<typeof valueAxis> | ReturnType<typeof logAxis>

/** A scale from below, with its name above it. */
export function valueAxis(name: string, max: number) {
  const scale = roundScale(max)
  return {
    ...{ type: 'value' as const, min: 0, max: scale.max, interval: scale.interval },
    ...upright(name),
    axisLabel: { ...LABEL, formatter: tickText },
  }
}

/** A logarithmic scale where a linear one would not do. */
export function fittingAxis(name: string, values: readonly number[], headroom = 1): ValueAxis {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least > 0 && most / least > LOG_ABOVE ? logAxis(name, decades(values)) : valueAxis(name, most * headroom)
}

/** How high a value lies on a scale: 0 at its foot, 1 at its head. */
export function shareOf({ type, min, max }: ValueAxis, value: number): number {
  return type === 'log' ? Math.log(value / min) / Math.log(max / min) : value / max
}

function logAxis(name: string, { min, max }: { readonly min: number; readonly max: number }) {
  return {
    ...{ type: 'log' as const, min, max },
    ...upright(name),
    axisLabel: { ...LABEL, formatter: tickText },
  }
}

function upright(name: string) {
  return {
    name,
    nameLocation: 'end' as const,
    nameGap: 14,
    nameTextStyle: { ...LABEL, align: 'left' as const, padding: [0, 0, 0, 6] },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: 'var(--faint)' } },
    minorSplitLine: { show: false },
  }
}

/** The axis below, with a label at each of these values and nowhere else. */
export function baseAxis(name: string, ticks: readonly number[], text: (value: number) => string = tickText) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameGap: 30,
    nameTextStyle: LABEL,
    axisLine: { lineStyle: { color: 'var(--rule)' } },
    axisTick: { lineStyle: { color: 'var(--rule)' }, customValues: [...ticks] },
    axisLabel: { ...LABEL, customValues: [...ticks], formatter: (value: number) => text(value), hideOverlap: true },
    splitLine: { show: false },
  }
}
