/** A page on which colours are told apart by their names. */
export interface Theme {
  readonly paper: string
  readonly ink: string
  /** Of lesser text. */
  readonly 'ink-2': string
  /** Of axes. */
  readonly rule: string
  /** Of grids and bands. */
  readonly faint: string
  readonly passed: string
  readonly failed: string
  readonly lines: readonly [string, string, string, string, string, string]
  /** CPU of main, workers, server. */
  readonly parts: readonly [string, string, string]
}

/**
 * Hues of Okabe and Ito ("Color Universal Design", 2008), darker on white and lighter on black until each has the
 * contrast of text with its paper, since lines are labelled in their colours; and of unequal lightness, so that they stay
 * apart for eyes that lack one kind of cone.
 */
export const LIGHT: Theme = {
  paper: '#fdfdfb',
  ink: '#16181d',
  'ink-2': '#565b66',
  rule: '#a9adb5',
  faint: '#e9e9e4',
  passed: '#00694d',
  failed: '#b3261e',
  lines: ['#1d6ba8', '#a94113', '#003d2a', '#9f0485', '#443d12', '#7d6f6f'],
  parts: ['#123a5c', '#5b93bd', '#bfc3ca'],
}

export const DARK: Theme = {
  paper: '#14161a',
  ink: '#ecedef',
  'ink-2': '#a3a8b3',
  rule: '#5d626d',
  faint: '#272a31',
  passed: '#3fcb9f',
  failed: '#ff8a80',
  lines: ['#9edcf3', '#e8792e', '#21d98a', '#dd68c4', '#f0dc4a', '#a09aa0'],
  parts: ['#9edcf3', '#3d86b0', '#626874'],
}

/** Shapes tell lines apart where colours don't. */
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'] as const

export function colourOf(rank: number): string {
  return `var(--line-${rank % LIGHT.lines.length})`
}

export function symbolOf(rank: number): string {
  return SYMBOLS[rank % SYMBOLS.length] ?? 'circle'
}

/** Of the sizes for which the colours begin anew. */
export function dashOf(rank: number): 'solid' | 'dashed' {
  return rank < LIGHT.lines.length ? 'solid' : 'dashed'
}

export function partColour(part: number): string {
  return `var(--part-${part})`
}

/** The theme's colours as CSS variables. */
export function variables({ lines, parts, ...named }: Theme): string {
  const all = [
    ...Object.entries(named),
    ...lines.map((colour, index) => [`line-${index}`, colour] as const),
    ...parts.map((colour, index) => [`part-${index}`, colour] as const),
  ]
  return all.map(([name, colour]) => `--${name}: ${colour};`).join(' ')
}
