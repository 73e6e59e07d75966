import { OPERATIONS } from '../workload/operations.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { defaultsOf } from './defaults.ts'
import { PRESETS, WIRES } from './results.ts'

const { workers, callers, operations, seconds, rounds } = defaultsOf(undefined)

export const HELP = `npm run bench -- sweep [--preset NAME] [options]

Measures pools of several sizes under several numbers of callers, for several operations, and says which size is enough. On
QDRANT_URL, which must be on 127.0.0.1, else on the embedded server in a process of its own. Every round goes through all
cells in a random order; medians and spreads of the rounds are told. Ctrl-C ends the run and keeps what is done.

What is measured (LIST: numbers or names with commas between)
  -t, --workers, --threads LIST     sizes of the pool (default ${workers.join()})
  -p, --callers, --parallel LIST    calls in flight, each caller issuing the next when its last has settled
                                    (default ${callers.join()})
      --operations LIST             of ${OPERATIONS.join(', ')}
                                    (default ${operations.join()})
      --search                      the same as --operations query
      --wires LIST                  of ${WIRES.join(', ')} (default rest)
      --rate R                      instead of callers: R calls a second at equal distances, whether or not the earlier ones
                                    have been answered, measured from the moment at which each was due
How long
      --seconds S                   one round of a cell (default ${seconds}); a soak as a whole, one step of a spike
      --iterations N                instead: calls of one round of a cell, over all callers
      --rounds N                    (default ${rounds})
      --seed N                      of the order of the cells (default: a random one, told in the results)
On what
  -n, --num-vectors N               points in the collection that is read from (default ${USUAL_SHAPE.points})
  -d, --dim N                       dimension of all vectors (default ${USUAL_SHAPE.dimension})
  -b, --batch-size N                points in one call of an ingest (default ${USUAL_SHAPE.batch})
      --search-limit N              points that a query asks for (default ${USUAL_SHAPE.limit})
Results, besides the tables on the terminal
      --json FILE                   machine, versions, options and every round (- for standard output); what
                                    \`npm run bench -- compare\` reads
      --html FILE                   one page with charts, on its own (- for standard output)
      --vector-db-benchmark FOLDER  the cells of queries as files that vector-db-benchmark's tools read

Presets (${PRESETS.join(', ')}) set other defaults and add verdicts; exit code 1 where one fails:
  classic  1,000 retrieves by 1, 5 and 10 callers on 5 workers, besides what 200 callers get through, with what the
           project promises: >= 55,000 ops/s, p95 <= 4 ms, connections <= size, acquire < 1 ms on average and < 5 ms at
           p95, a health check < 10 ms
  soak     50 callers on 5 workers for 10 minutes: whether memory, sockets or latencies grow
  spike    a steady load with spikes of 0.75, 1 and 1.5 times what 200 callers get through on 5 workers (or --rate), 5 s
           each, and how long latencies take to recover from each
`
