import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { list, positive, positiveInteger, someOf } from '../arguments.ts'
import { OPERATIONS, type OperationName } from '../workload/operations.ts'

const SECTIONS = ['acquire', 'workers'] as const
const CALLERS = [1, 10, 50, 200]

export type Section = (typeof SECTIONS)[number]

export interface PeersOptions {
  readonly seconds: number
  readonly rounds: number
  readonly size: number
  readonly operations: readonly OperationName[]
  readonly sections: readonly Section[]
  readonly callers: readonly number[]
  readonly peers: readonly string[]
  readonly json: boolean
}

export function helpText(peers: readonly string[]): string {
  return `npm run bench -- peers [--seconds S] [--rounds N] [--size N] [--operations LIST] [--callers LIST] [--peers LIST] [--json]

The pool beside what one would use instead, on one server in one run: QDRANT_URL, which must be on 127.0.0.1 and speaks
gRPC on the port after its own, else the embedded server in a process of its own. In each round every client has its
turn; medians of the rounds are printed. A client that cannot run here is left out with a line that says why: python-*
need python3 with qdrant-client installed, bfb (github.com/qdrant/bfb) must be on the PATH.

  --seconds S        length of one cell of one round (default 1)
  --rounds N         interleaved rounds (default 5)
  --size N           workers of the pools, connections of undici (default: cores, at least 2)
  --operations LIST  of ${OPERATIONS.join(', ')}, and of the sections
                     acquire (waits for a worker at half load) and workers (pools of 1 to 8) (default: all)
  --callers LIST     calls in flight (default ${CALLERS.join(',')})
  --peers LIST       of ${peers.slice(0, 6).join(', ')},
                     ${peers.slice(6).join(', ')} (default: all)
  --json             print one JSON object with every round of every cell
`
}

/** Undefined where help was asked for. @throws UsageError, or what parseArgs throws */
export function parseOptions(argv: readonly string[], peers: readonly string[]): PeersOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seconds: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '5' },
      size: { type: 'string', default: String(Math.max(2, availableParallelism())) },
      operations: { type: 'string', default: [...OPERATIONS, ...SECTIONS].join() },
      callers: { type: 'string', default: CALLERS.join() },
      peers: { type: 'string', default: peers.join() },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const asked = someOf('operations', values.operations, [...OPERATIONS, ...SECTIONS])
  return {
    seconds: positive('seconds', values.seconds),
    rounds: positiveInteger('rounds', values.rounds),
    size: positiveInteger('size', values.size),
    operations: OPERATIONS.filter((name) => asked.includes(name)),
    sections: SECTIONS.filter((name) => asked.includes(name)),
    callers: list('callers', values.callers)
      .map((item) => positiveInteger('callers', item))
      .sort((a, b) => a - b),
    peers: someOf('peers', values.peers, peers),
    json: values.json,
  }
}
