const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar over `share` of `width` columns, and the rest of them. */
export function bar(share: number, width: number): { readonly full: string; readonly rest: string } {
  const eighths = Math.round(Math.min(1, Math.max(0, share || 0)) * width * 8)
  const full = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
  return { full, rest: '░'.repeat(width - full.length) }
}

/** One column a value, the latest to the right: the lowest level is none at all, the highest the peak. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width)
  const peak = Math.max(...shown, 0)
  return shown
    .map((value) => LEVELS[value > 0 ? Math.max(1, Math.round((value / peak) * (LEVELS.length - 1))) : 0] ?? '')
    .join('')
    .padStart(width)
}
