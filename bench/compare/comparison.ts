import { differences } from './differences.ts'
import { type FigureChange, isSlower, judge } from './judge.ts'
import { type NamedReport, type Pairing, pair } from './pairing.ts'

export interface Comparison {
  /** Files. */
  readonly before: string
  readonly after: string
  readonly warnings: readonly string[]
  readonly pairing: Pairing
  readonly changes: readonly FigureChange[]
  /** In one figure of one cell, or of all. */
  readonly slower: boolean
}

/** @throws UsageError where two reports cannot be compared */
export function comparison(before: NamedReport, after: NamedReport): Comparison {
  const pairing = pair(before, after)
  const changes = judge(pairing.pairs)
  return {
    before: before.name,
    after: after.name,
    warnings: differences(before, after),
    pairing,
    changes,
    slower: changes.some(isSlower),
  }
}

/** For machines: plain figures, each cell by its key. */
export function plain({ before, after, warnings, pairing, changes, slower }: Comparison): unknown {
  const { onlyBefore, onlyAfter } = pairing
  const figures = changes.map(({ figure, cells, ...whole }) => ({
    figure: figure.name,
    margin: figure.margin,
    ...whole,
    cells: cells.map(({ pair: { before: cell }, before: was, after: is, ...change }) => {
      const { rounds: _, ...key } = cell
      return { ...key, before: was, after: is, ...change }
    }),
  }))
  return { before, after, slower, warnings, onlyBefore, onlyAfter, figures }
}
