import { type Finding, ok, warning } from '../finding.ts'

export interface MemoryFacts {
  /** Left for this process, within what it is allowed. */
  readonly availableBytes: number
  /** Most that the process may use, where something bounds it. */
  readonly boundBytes: number | undefined
  /** Most workers. */
  readonly size: number
  /** Name of the model, and what a worker takes that has loaded it; undefined where none computes in this process. */
  readonly model: { readonly name: string; readonly workerBytes: number } | undefined
  /** Name of the service that embeds, where one does. */
  readonly service?: string
}

const MEGABYTE = 2 ** 20
const GIGABYTE = 2 ** 30
/** Work needs room, too: batches, answers, the rest of the job. */
const USABLE_SHARE = 0.8

/** Whether every worker can have the model. */
export function checkMemory({ availableBytes, boundBytes, size, model, service }: MemoryFacts): Finding {
  const bound = boundBytes === undefined ? '' : `, of at most ${amount(boundBytes)}`
  const free = `${amount(availableBytes)} free${bound}`
  const figures = { availableBytes, boundBytes: boundBytes ?? null, size }
  if (service !== undefined) return ok(`${free}; ${service} needs none of it`, figures)
  if (model === undefined)
    return ok(`${free}; no --model to weigh: the built-in hashing() needs next to nothing`, figures)
  const { name, workerBytes } = model
  const neededBytes = workerBytes * size
  const all = { ...figures, workerBytes, neededBytes }
  const each = `a worker with ${name} takes ${amount(workerBytes)}, ${size} of them ${amount(neededBytes)}`
  const usable = availableBytes * USABLE_SHARE
  if (neededBytes <= usable) return ok(`${each}; ${free}`, all)
  const fitting = Math.floor(usable / workerBytes)
  const change =
    fitting === 0
      ? 'Take a smaller model, a smaller --dtype, or more memory'
      : `createPool({ embedWorkers: ${fitting} }): the model in ${fitting} of the workers`
  return warning(`${each}, but only ${free}`, [change], all)
}

function amount(bytes: number): string {
  if (bytes >= GIGABYTE) return `${(bytes / GIGABYTE).toFixed(1)} GiB`
  return `${Math.round(bytes / MEGABYTE)} MiB`
}
