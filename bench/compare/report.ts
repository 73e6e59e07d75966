import { table } from '../../src/cli/output/table.ts'
import type { Ratio } from '../statistics/unpaired.ts'
import type { Comparison } from './comparison.ts'
import type { FigureChange } from './judge.ts'
import { cellName } from './pairing.ts'

const HEADER = ['', 'a', 'b', 'change', 'interval', '']
const WORDS = {
  less: { slower: 'slower', faster: 'faster' },
  more: { slower: 'higher', faster: 'lower' },
}

export function text(comparison: Comparison): string {
  const { before, after, warnings, changes, pairing } = comparison
  return [
    `a: ${before}, b: ${after}, ${pairing.pairs.length} cells`,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...only(before, pairing.onlyBefore),
    ...only(after, pairing.onlyAfter),
    ...changes.map((change) => cellsText(change)),
    changes.map((change) => headline(comparison, change)).join('\n'),
  ].join('\n\n')
}

/** One sentence over all cells. */
function headline({ before, after }: Pick<Comparison, 'before' | 'after'>, change: FigureChange): string {
  const { figure, verdict, ratio, interval, cells, alike } = change
  const name = `${figure.name}: `
  if (verdict === 'same') {
    const within = interval.every((end) => Math.abs(end - 1) <= figure.margin)
    const seen = `${signed(ratio)}, ${between(interval)}`
    const words = within ? 'no difference' : 'no certain difference'
    return `${name}${words} beyond ${percent(figure.margin, 0)} % (${seen})${within ? '' : '; more rounds would tell more'}`
  }
  const size = [...interval].map((end) => Math.abs(end - 1)).sort((one, other) => one - other)
  const [least, most] = size.map((end) => percent(end))
  const word = WORDS[figure.slower][verdict]
  return `${name}${after} is ${percent(Math.abs(ratio - 1))} % ${word} than ${before} (${least} to ${most} %), in ${alike} of ${cells.length} cells`
}

function cellsText({ figure, cells }: FigureChange): string {
  const changed = cells.filter(({ verdict }) => verdict !== 'same')
  const rows = changed.map((cell) => [
    cellName(cell.pair.before),
    cell.before.toFixed(figure.digits),
    cell.after.toFixed(figure.digits),
    signed(cell.ratio),
    between(cell.interval),
    cell.verdict,
  ])
  const rest = `${cells.length - changed.length} of ${cells.length} cells without a certain change beyond ${percent(figure.margin, 0)} %`
  if (rows.length === 0) return `${figure.name}: ${rest}`
  return `${table([[figure.name, ...HEADER.slice(1)], ...rows], ['left', 'right', 'right', 'right', 'left', 'left'])}\n${rest}`
}

function only(file: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`only in ${file}:\n${names.map((name) => `  ${name}`).join('\n')}`]
}

function signed(ratio: number): string {
  return `${ratio < 1 ? '' : '+'}${percent(ratio - 1)} %`
}

function between([low, high]: Ratio['interval']): string {
  return `${signed(low)} to ${signed(high)}`
}

function percent(share: number, digits = 1): string {
  return (100 * share).toFixed(digits)
}
