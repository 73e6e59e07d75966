import { parseArgs } from 'node:util'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { comparison, plain } from './comparison.ts'
import { text } from './report.ts'
import { readReport } from './saved-report.ts'

const HELP = `npm run bench -- compare A.json B.json [--json]

What has changed from A to B, two files that sweep --json wrote: calls a second (in an open loop the median latency, as the
rate is given), p95 latency, and CPU time of the client a call. A cell counts as changed where all of its confidence
interval lies beyond 3 % (p95: 10 %); that holds with 99 % confidence for all cells and figures together. A last line for each
figure tells of the geometric mean over all cells, with 95 % confidence: it finds what all cells have in common. The change
is the median of the ratios of every round of B to every round of A. At least 3 rounds a cell are needed; 5 and more tell more.

Exit code: 0 where nothing is slower, 1 where a cell or a mean is, 2 where the files cannot be compared.

  --json  print one JSON object
`

export async function compare(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) return void process.stdout.write(HELP)
  const [before, after, ...more] = positionals
  if (before === undefined || after === undefined || more.length > 0)
    throw new UsageError(`Expected two files to compare, got ${positionals.length}`)
  const result = comparison(
    { name: before, report: await readReport(before) },
    { name: after, report: await readReport(after) },
  )
  console.log(values.json ? JSON.stringify(plain(result), null, 1) : text(result))
  process.exitCode = result.slower ? 1 : 0
}
