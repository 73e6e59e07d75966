import { type Finding, ok, warning } from '../finding.ts'

export interface ThreadFacts {
  /** Most workers. */
  readonly size: number
  readonly cores: number
  /** Every worker would compute with a model. */
  readonly embeds: boolean
}

/** Connections wait, and may be many; models compute, and more of them than cores only wait for each other. */
export function checkThreads({ size, cores, embeds }: ThreadFacts): Finding {
  const figures = { size, cores }
  const counts = `${counted(size, 'worker')} on ${counted(cores, 'core')}`
  if (size <= cores) return ok(counts, figures)
  if (!embeds) return ok(`${counts}: enough for calls, which wait for the server most of the time`, figures)
  const detail = `${counts}: with the model in each, they would wait for each other`
  return warning(detail, [`createPool({ embedWorkers: ${cores} }): the model in ${counted(cores, 'worker')}`], figures)
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
