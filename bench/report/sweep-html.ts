import type { SweepReport } from '../sweep/results.ts'
export function sweepHtml(_r: SweepReport): string {
  return ''
}
