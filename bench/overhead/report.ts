import { table } from '../../src/cli/output/table.ts'
import { whole } from '../figures.ts'
import type { Comparison } from '../statistics/paired.ts'
import type { Cell } from './rounds.ts'

export interface OverheadRow extends Cell {
  /** Operations a second. */
  readonly rate: Comparison
  /** Processor time of an operation, in µs: of the workers and of an embedded server, too. */
  readonly cpu: Comparison
  readonly passed: boolean
}

export interface OverheadReport {
  readonly machine: { readonly cores: number; readonly node: string; readonly server: string; readonly size: number }
  readonly seconds: number
  readonly rounds: number
  readonly leastRatio: number
  readonly rows: readonly OverheadRow[]
  readonly passed: boolean
}

const HEADER = ['operation', 'callers', '', 'on', 'min-max', 'off', 'min-max', 'medians', 'on / off', '95 %', '']

export function print({ machine, seconds, rounds, leastRatio, rows, passed }: OverheadReport): void {
  const { cores, node, server, size } = machine
  console.log(
    `${cores} cores, Node ${node}, ${server}, a pool of size ${size}; ${rounds} rounds of twice ${seconds} s, medians\n`,
  )
  const cells = rows.flatMap((row) => [
    [row.operation, String(row.callers), 'ops/s', ...figures(row.rate, whole), row.passed ? 'passed' : 'FAILED'],
    ['', '', 'CPU µs', ...figures(row.cpu, (value) => value.toFixed(1)), ''],
  ])
  const right = Array<'right'>(7).fill('right')
  console.log(table([HEADER, ...cells], ['left', 'right', 'left', ...right, 'left']))
  console.log(`\n${passed ? 'passed' : 'FAILED'}: with metrics at least ${leastRatio} of the throughput without`)
}

function figures(
  { on, onSpread, off, offSpread, ratioOfMedians, ratio, interval }: Comparison,
  text: (value: number) => string,
): string[] {
  return [
    text(on),
    onSpread.map(text).join('-'),
    text(off),
    offSpread.map(text).join('-'),
    ratioOfMedians.toFixed(4),
    ratio.toFixed(4),
    interval.map((end) => end.toFixed(4)).join('-'),
  ]
}
