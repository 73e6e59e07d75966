import { parseArgs } from 'node:util'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { list, positive, positiveInteger, someOf } from '../arguments.ts'
import { OPERATIONS, type OperationName } from '../workload/operations.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { defaultsOf } from './defaults.ts'
import { PRESETS, type PresetName, type SweepOptions, WIRES } from './results.ts'

const MOST_SEED = 2 ** 32 - 1

const FLAGS = {
  preset: { type: 'string' },
  workers: { type: 'string' },
  threads: { type: 'string', short: 't' },
  callers: { type: 'string' },
  parallel: { type: 'string', short: 'p' },
  operations: { type: 'string' },
  search: { type: 'boolean', default: false },
  wires: { type: 'string' },
  rate: { type: 'string' },
  seconds: { type: 'string' },
  iterations: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
  'num-vectors': { type: 'string', short: 'n' },
  dim: { type: 'string', short: 'd' },
  'batch-size': { type: 'string', short: 'b' },
  'search-limit': { type: 'string' },
  json: { type: 'string' },
  html: { type: 'string' },
  'vector-db-benchmark': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const MEANINGLESS = {
  none: [],
  classic: ['rate'],
  soak: ['iterations', 'rounds'],
  spike: ['iterations', 'rounds'],
} as const satisfies Record<PresetName | 'none', readonly (keyof typeof FLAGS)[]>

/** Undefined where help was asked for. @throws UsageError, or what parseArgs throws */
export function parseOptions(argv: readonly string[]): SweepOptions | undefined {
  const { values } = parseArgs({ args: [...argv], options: FLAGS })
  if (values.help) return undefined
  const preset = values.preset === undefined ? undefined : presetOf(values.preset)
  const defaults = defaultsOf(preset)
  const whole = (flag: string, text: string | undefined, usual: number) =>
    text === undefined ? usual : positiveInteger(flag, text)
  const dimension = whole('dim', values.dim, USUAL_SHAPE.dimension)
  const seed = whole('seed', values.seed, 1 + Math.floor(Math.random() * MOST_SEED))
  if (seed > MOST_SEED) throw new UsageError(`Expected --seed to be at most ${MOST_SEED}, got ${seed}`)
  if (values.seconds !== undefined && values.iterations !== undefined)
    throw new UsageError('--seconds and --iterations both say how long a round is: give one of them')
  for (const flag of MEANINGLESS[preset ?? 'none'])
    if (values[flag] !== undefined) throw new UsageError(`--${flag} means nothing with --preset ${preset}`)
  const files = { json: values.json, html: values.html, vectorDbBenchmark: values['vector-db-benchmark'] }
  if (values.json === '-' && values.html === '-')
    throw new UsageError('Only one of --json and --html can be written to standard output')
  return {
    preset,
    workers: counts(oneOf('workers', values.workers, 'threads', values.threads)) ?? defaults.workers,
    callers: counts(oneOf('callers', values.callers, 'parallel', values.parallel)) ?? defaults.callers,
    operations: operationsOf(values.operations, values.search) ?? defaults.operations,
    wires: values.wires === undefined ? ['rest'] : someOf('wires', values.wires, WIRES),
    rate: values.rate === undefined ? undefined : positive('rate', values.rate),
    ...lengthOf(values, defaults),
    rounds: whole('rounds', values.rounds, defaults.rounds),
    seed,
    shape: {
      points: whole('num-vectors', values['num-vectors'], USUAL_SHAPE.points),
      dimension,
      ingestDimension: dimension,
      batch: whole('batch-size', values['batch-size'], USUAL_SHAPE.batch),
      limit: whole('search-limit', values['search-limit'], USUAL_SHAPE.limit),
    },
    ...files,
  }
}

/** Whichever is given stands alone: `--seconds` with the classic preset is instead of its iterations. */
function lengthOf(
  { seconds, iterations }: { readonly seconds?: string; readonly iterations?: string },
  defaults: Pick<SweepOptions, 'seconds' | 'iterations'>,
): Pick<SweepOptions, 'seconds' | 'iterations'> {
  if (seconds !== undefined) return { seconds: positive('seconds', seconds), iterations: undefined }
  const usual = { seconds: defaults.seconds, iterations: defaults.iterations }
  return iterations === undefined ? usual : { ...usual, iterations: positiveInteger('iterations', iterations) }
}

interface Given {
  readonly flag: string
  readonly text: string
}

/** Ours and bfb's name of the same. */
function oneOf(ours: string, own: string | undefined, theirs: string, other: string | undefined): Given | undefined {
  if (own !== undefined && other !== undefined)
    throw new UsageError(`--${ours} and --${theirs} mean the same: give one of them`)
  if (own !== undefined) return { flag: ours, text: own }
  return other === undefined ? undefined : { flag: theirs, text: other }
}

function counts(given: Given | undefined): number[] | undefined {
  if (given === undefined) return undefined
  const numbers = list(given.flag, given.text).map((item) => positiveInteger(given.flag, item))
  return [...new Set(numbers)].sort((one, other) => one - other)
}

function operationsOf(text: string | undefined, search: boolean): OperationName[] | undefined {
  if (search && text !== undefined) throw new UsageError('--search means --operations query: give one of them')
  if (search) return ['query']
  return text === undefined ? undefined : someOf('operations', text, OPERATIONS)
}

function presetOf(text: string): PresetName {
  const preset = PRESETS.find((name) => name === text)
  if (preset === undefined)
    throw new UsageError(`Unknown --preset ${JSON.stringify(text)}. Known are ${PRESETS.join(', ')}`)
  return preset
}
