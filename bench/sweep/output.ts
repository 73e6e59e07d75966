import { access, constants, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { sweepText } from '../report/sweep-text.ts'
import { reasonOf } from '../server/reason.ts'
import type { SweepOptions, SweepReport } from './results.ts'
import { type FillFacts, resultFiles } from './vector-db-benchmark.ts'

const STDOUT = '-'

type Targets = Pick<SweepOptions, 'json' | 'html' | 'vectorDbBenchmark'>

/** Before minutes are spent on what could not be written then. @throws UsageError */
export async function checkTargets({ json, html, vectorDbBenchmark: folder }: Targets): Promise<void> {
  for (const [flag, file] of Object.entries({ json, html })) {
    if (file === undefined || file === STDOUT) continue
    await access(dirname(resolve(file)), constants.W_OK).catch(() => {
      throw new UsageError(`Expected the folder of --${flag} ${file} to be there and writable`)
    })
  }
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .catch((error: unknown) => {
      throw new UsageError(`Expected --vector-db-benchmark ${folder} to be a writable folder: ${reasonOf(error)}`)
    })
}

/** Tables on the terminal, unless standard output was asked for something else; and the files. */
export async function write(
  report: SweepReport,
  { json, html, vectorDbBenchmark: folder }: Targets,
  facts: FillFacts | undefined,
): Promise<void> {
  if (json !== STDOUT && html !== STDOUT) process.stdout.write(`${sweepText(report)}\n`)
  await put(json, async () => `${JSON.stringify(report)}\n`)
  // Loaded for those who ask for it: it brings a whole charting library.
  await put(html, async () => (await import('../report/sweep-html.ts')).sweepHtml(report))
  if (folder === undefined) return
  const files = facts === undefined ? [] : resultFiles(report, facts)
  for (const { name, content } of files) await writeFile(join(folder, name), content)
  process.stderr.write(
    files.length === 0 ? `no queries, nothing for ${folder}\n` : `wrote ${files.length} files into ${folder}\n`,
  )
}

async function put(file: string | undefined, text: () => Promise<string>): Promise<void> {
  if (file === undefined) return
  if (file === STDOUT) return void process.stdout.write(await text())
  await writeFile(file, await text())
  process.stderr.write(`wrote ${file}\n`)
}
