import { seeded } from '../dataset.ts'
import { median } from '../figures.ts'
import { compareRuns, type Ratio } from '../statistics/unpaired.ts'
import { FIGURES, type Figure, loopOf } from './figures.ts'
import type { CellPair } from './pairing.ts'

/** That none of all the intervals of single cells lies wrong. */
const CELLS_CONFIDENCE = 0.99
const HEADLINE_CONFIDENCE = 0.95

export type Verdict = 'slower' | 'faster' | 'same'

export interface Change extends Ratio {
  readonly verdict: Verdict
}

/** One figure of one cell. */
export interface CellChange extends Change {
  readonly pair: CellPair
  /** Medians of the rounds. */
  readonly before: number
  readonly after: number
}

/** One figure over all cells that have it. */
export interface FigureChange extends Change {
  readonly figure: Figure
  readonly cells: readonly CellChange[]
  /** Cells that went the way of the whole, however little. */
  readonly alike: number
}

/**
 * Alarms are false where none is wanted most: over 45 cells of 3 figures, at 95 % each, 7 would differ by chance. So a cell
 * has changed only where all of an interval lies beyond the margin that holds for all comparisons together (Bonferroni).
 * That is deaf to little; the geometric mean over all cells hears what they have in common.
 */
export function judge(pairs: readonly CellPair[]): FigureChange[] {
  const having = FIGURES.map((figure) => ({
    figure,
    own: pairs.filter(({ before }) => figure.loops.includes(loopOf(before))),
  })).filter(({ own }) => own.length > 0)
  const comparisons = having.reduce((sum, { own }) => sum + own.length, 0)
  const confidence = { single: 1 - (1 - CELLS_CONFIDENCE) / comparisons, mean: HEADLINE_CONFIDENCE }
  return having.map(({ figure, own }) => {
    const samples = own.map(({ before, after }) => ({
      before: before.rounds.map(figure.of),
      after: after.rounds.map(figure.of),
    }))
    const { singles, mean } = compareRuns(samples, confidence, seeded(1))
    const cells = own.flatMap((pair, index): CellChange[] => {
      const [sample, single] = [samples[index], singles[index]]
      if (sample === undefined || single === undefined) return []
      return [{ pair, before: median(sample.before), after: median(sample.after), ...judged(single, figure) }]
    })
    const alike = cells.filter(({ ratio }) => ratio !== 1 && ratio > 1 === mean.ratio > 1).length
    return { figure, cells, alike, ...judged(mean, figure) }
  })
}

function judged(change: Ratio, { margin, slower }: Figure): Change {
  const [low, high] = change.interval
  if (high < 1 - margin) return { ...change, verdict: slower === 'less' ? 'slower' : 'faster' }
  if (low > 1 + margin) return { ...change, verdict: slower === 'less' ? 'faster' : 'slower' }
  return { ...change, verdict: 'same' }
}

/** In one cell or in all. */
export function isSlower({ verdict, cells }: FigureChange): boolean {
  return verdict === 'slower' || cells.some((cell) => cell.verdict === 'slower')
}
