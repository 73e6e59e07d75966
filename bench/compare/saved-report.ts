import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { reasonOf } from '../server/reason.ts'
import { type SweepReport, WIRES } from '../sweep/results.ts'
import { OPERATIONS } from '../workload/operations.ts'

const FORMAT: SweepReport['format'] = 'qdrant-worker-pool sweep 1'
/** Below them there is no telling noise from change. */
const LEAST_ROUNDS = 3

const count = z.int().positive()
const amount = z.number().nonnegative()

const shape = z.object({ points: count, dimension: count, ingestDimension: count, batch: count, limit: count })
const round = z.object({
  failed: amount,
  perSecond: amount,
  latency: z.object({ p50Ms: amount, p95Ms: amount }),
  // The difference of two clocks: a little below 0 is possible.
  cpu: z.object({ mainUs: amount, workersUs: z.number() }),
})
const cell = z.object({
  operation: z.enum(OPERATIONS),
  wire: z.enum(WIRES),
  workers: count,
  callers: count.optional(),
  rate: z.number().positive().optional(),
  rounds: z.array(round).readonly(),
})
const report = z.object({
  format: z.literal(FORMAT),
  complete: z.boolean(),
  machine: z.object({ cores: count, cpu: z.string(), node: z.string(), server: z.string() }),
  options: z.object({ seconds: z.number().positive(), iterations: count.optional(), rounds: count, shape }),
  cells: z.array(cell).readonly(),
})

/** What a comparison needs of a sweep's report. */
export type SavedReport = z.infer<typeof report>
export type SavedCell = z.infer<typeof cell>
export type SavedRound = z.infer<typeof round>

/** @throws UsageError that names the file and what is wrong with it */
export async function readReport(file: string): Promise<SavedReport> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`Cannot read ${file}: ${reasonOf(error)}`)
  })
  return parseReport(file, text)
}

/** @throws UsageError that names the file and what is wrong with it */
export function parseReport(file: string, text: string): SavedReport {
  const value = fromJson(file, text)
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format !== FORMAT)
    throw new UsageError(
      `${file} is no report of this sweep: expected its format to be ${JSON.stringify(FORMAT)}, got ${JSON.stringify(format)}`,
    )
  const { success, data, error } = report.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  throw new UsageError(`${file} is a damaged report: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** Cells that hold too little to be compared. @throws UsageError */
export function refuseThin(file: string, { rounds }: SavedCell, name: string): void {
  if (rounds.length < LEAST_ROUNDS)
    throw new UsageError(
      `A comparison needs at least ${LEAST_ROUNDS} rounds of each cell, ${file} has ${rounds.length} of ${name}`,
    )
  const empty = rounds.findIndex((one) => !isMeasured(one))
  if (empty !== -1)
    throw new UsageError(
      `Nothing was measured in round ${empty + 1} of ${name} in ${file}, which leaves nothing to compare`,
    )
}

/** A change is a factor, and there is none from or to 0. */
function isMeasured({ perSecond, latency, cpu }: SavedRound): boolean {
  return perSecond > 0 && latency.p50Ms > 0 && latency.p95Ms > 0 && cpu.mainUs + cpu.workersUs > 0
}

function fromJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${reasonOf(error)}`)
  }
}
