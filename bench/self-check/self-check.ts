import { parseArgs } from 'node:util'
import { table } from '../../src/cli/output/table.ts'
import { someOf } from '../arguments.ts'
import { interruptible } from '../interrupt.ts'
import { machineOf } from '../server/machine.ts'
import { openServer } from '../server/server.ts'
import { type Check, PARTS } from './check.ts'
import { checkCompare } from './compare.ts'
import { checkCost } from './cost.ts'
import { checkPercentiles } from './percentiles.ts'
import { checkStall } from './stall.ts'
import { startStub } from './stub.ts'
import { StubCells } from './stub-cells.ts'

const HELP = `npm run bench -- self-check [--part LIST] [--json]

Measures the bench. Needs a quiet machine. Exit code 1 where a check fails.

  percentiles  a stub whose delays are known: p50, p95 and p99 come out within 5 %, in a closed loop and in an open one
  stall        the stub answers nothing for a second: the closed loop hides it, the open loop shows it
  cost         CPU time of the bench's own work for a call beside that of the cheapest peer, the pool with 200 callers, on
               QDRANT_URL (127.0.0.1 only), else on the embedded server: less than 5 %
  compare      \`compare\` on 20 pairs of runs of the stub, the second 10 % slower, and on 20 pairs of equal ones

  --part LIST  of these (default: all)
  --json       print one JSON object
`

export async function selfCheck(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      part: { type: 'string', default: PARTS.join() },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const parts = someOf('part', values.part, PARTS)
  await interruptible(async (signal) => {
    const server = await openServer(process.env.QDRANT_URL, process.env.QDRANT_API_KEY || undefined)
    const stub = await startStub()
    const cells = new StubCells(stub)
    const checks: Check[] = []
    const runs = {
      percentiles: () => checkPercentiles(stub, cells, signal),
      stall: () => checkStall(stub, cells, signal),
      cost: () => checkCost(server, signal),
      compare: () => checkCompare(stub, cells, signal),
    }
    try {
      for (const part of parts) {
        signal.throwIfAborted()
        process.stderr.write(`${part}\n`)
        checks.push(...(await runs[part]()))
      }
    } finally {
      await cells.close()
      await stub.close()
      await server.close()
    }
    const machine = machineOf(server)
    if (values.json) process.stdout.write(`${JSON.stringify({ machine, checks }, null, 1)}\n`)
    else print(checks, `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, ${machine.server}`)
    if (checks.some(({ passed }) => !passed)) process.exitCode = 1
  })
}

function print(checks: readonly Check[], machine: string): void {
  const rows = checks.map(({ part, name, target, seen, passed }) => [
    ...[part, name, target, seen],
    passed ? 'passed' : 'FAILED',
  ])
  process.stdout.write(`${machine}\n\n${table([['part', 'what', 'target', 'seen', ''], ...rows])}\n`)
}
