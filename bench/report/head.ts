import { whole } from '../figures.ts'
import type { SweepReport } from '../sweep/results.ts'
import { duration, significant } from './format.ts'

/** What was measured, on what, and how: [name, text]. */
export type Fact = readonly [name: string, text: string]

export function factsOf({ machine, versions, options, startedAt, elapsedMs, ownUs, complete }: SweepReport): Fact[] {
  const { shape } = options
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    ['machine', `${machine.cores} cores (${machine.cpu}), Node ${machine.node.replace(/^v/, '')}, ${machine.server}`],
    ['versions', packages.join(', ')],
    ['swept', sweptText(options)],
    lengthFact(options),
    [
      'data',
      `${whole(shape.points)} points of ${shape.dimension}-d; upserts of ${shape.batch} x ${shape.ingestDimension}-d`,
    ],
    [
      'run',
      `${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${elapsedText(elapsedMs)}${complete ? '' : ', INTERRUPTED'}`,
    ],
    ['own cost', `${significant(ownUs)} µs of CPU a call are the bench's own`],
  ]
}

function sweptText({ workers, callers, rate, operations, wires }: SweepReport['options']): string {
  const load = rate === undefined ? `${callers.join(', ')} callers` : `${whole(rate)} ops/s in an open loop`
  return `${workers.join(', ')} workers x ${load} x ${operations.join(', ')} x ${wires.join(', ')}`
}

function lengthFact(options: SweepReport['options']): Fact {
  const { preset, seconds } = options
  if (preset === 'soak') return ['length', `${seconds} s`]
  if (preset === 'spike') return ['length', `steps of ${seconds} s`]
  return ['rounds', roundsText(options)]
}

function roundsText({ rounds, seconds, iterations, seed }: SweepReport['options']): string {
  const length = iterations === undefined ? `${seconds} s` : `${whole(iterations)} calls`
  const order = `${rounds === 1 ? '1 round' : `medians of ${rounds} rounds`} of ${length} a cell`
  return `${order}, in random order (seed ${seed})`
}

function elapsedText(ms: number): string {
  return ms < 120_000 ? duration(ms) : `${whole(ms / 60_000)} min`
}
