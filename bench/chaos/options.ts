import { parseArgs } from 'node:util'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { positive, positiveInteger } from '../arguments.ts'

const MOST_MINUTES = 60
const MOST_SEED = 2 ** 32 - 1

export interface ChaosOptions {
  readonly seed: number
  readonly minutes: number
  readonly size: number
  readonly callers: number
  readonly grpc: boolean
  readonly json: boolean
}

export const HELP = `npm run bench -- chaos [--seed N] [--minutes M] [--size N] [--callers N] [--grpc] [--json]

A pool on the embedded server, through a proxy that harms its connections at random while callers read, write, lease,
search, abort and crash workers. At the end all is lifted and settled, and what the pool promises is checked: every call
settled once, no acknowledged write lost, the ledger added up, errors typed, deadlines held, resources given back. Exit
code 0 where all of it held, 1 where not. Ctrl-C ends the run early; it is checked and reported all the same.

  --seed N     of everything that is random here (default: a random one, printed; threads and sockets keep their own time)
  --minutes M  how long to go on, at most ${MOST_MINUTES} (default 1)
  --size N     workers of the pool (default 4)
  --callers N  callers side by side (default 24)
  --grpc       the pool prefers gRPC
  --json       print one JSON object
`

/** Undefined where help was asked for. @throws UsageError, or what parseArgs throws */
export function parseOptions(argv: readonly string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '1' },
      size: { type: 'string', default: '4' },
      callers: { type: 'string', default: '24' },
      grpc: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const minutes = positive('minutes', values.minutes)
  if (minutes > MOST_MINUTES) throw new UsageError(`Expected --minutes to be at most ${MOST_MINUTES}, got ${minutes}`)
  const seed =
    values.seed === undefined ? 1 + Math.floor(Math.random() * MOST_SEED) : positiveInteger('seed', values.seed)
  if (seed > MOST_SEED) throw new UsageError(`Expected --seed to be at most ${MOST_SEED}, got ${seed}`)
  return {
    seed,
    minutes,
    size: positiveInteger('size', values.size),
    callers: positiveInteger('callers', values.callers),
    grpc: values.grpc,
    json: values.json,
  }
}
