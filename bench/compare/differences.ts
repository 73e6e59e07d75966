import type { NamedReport } from './pairing.ts'
import type { SavedReport } from './saved-report.ts'

/** What should be the same in two runs, for a difference between their figures to be one of the code. */
const CONDITIONS: Readonly<Record<string, (report: SavedReport) => string | number | undefined>> = {
  cores: ({ machine }) => machine.cores,
  CPU: ({ machine }) => machine.cpu,
  Node: ({ machine }) => machine.node,
  server: ({ machine }) => machine.server,
  'seconds a round': ({ options }) => (options.iterations === undefined ? options.seconds : undefined),
  'calls a round': ({ options }) => options.iterations,
  rounds: ({ options }) => options.rounds,
  shape: ({ options: { shape } }) =>
    `${shape.points} points of ${shape.dimension}, ${shape.batch} of ${shape.ingestDimension} an upsert, top ${shape.limit}`,
}

/** A line for each condition that differs, for each run that was interrupted, and for each in which calls failed. */
export function differences(before: NamedReport, after: NamedReport): string[] {
  const conditions = Object.entries(CONDITIONS).flatMap(([name, of]) => {
    const [first, second] = [of(before.report), of(after.report)]
    return first === second ? [] : [`${name} differ: ${told(before, first)}, ${told(after, second)}`]
  })
  return [...conditions, ...troubles(before), ...troubles(after)]
}

function troubles({ name, report }: NamedReport): string[] {
  const failed = report.cells.flatMap(({ rounds }) => rounds).reduce((sum, round) => sum + round.failed, 0)
  return [
    ...(report.complete ? [] : [`${name} is of a run that was interrupted`]),
    ...(failed === 0 ? [] : [`${failed} calls failed in ${name}`]),
  ]
}

function told({ name }: NamedReport, value: string | number | undefined): string {
  return `${value ?? 'not given'} in ${name}`
}
