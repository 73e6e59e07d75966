import { interruptible } from '../interrupt.ts'
import { ownCostUs } from '../load/own-cost.ts'
import { Progress } from '../progress.ts'
import { machineOf, versionsOf } from '../server/machine.ts'
import { openServer, type Server } from '../server/server.ts'
import { Collections } from '../workload/collections.ts'
import { type Data, prepareData } from '../workload/data.ts'
import { ServerCells } from './cell-source.ts'
import type { Findings } from './context.ts'
import { HELP } from './help.ts'
import { parseOptions } from './options.ts'
import { checkTargets, write } from './output.ts'
import type { SweepOptions, SweepReport } from './results.ts'
import { runPreset } from './run-preset.ts'
import type { FillFacts } from './vector-db-benchmark.ts'

export async function sweep(argv: readonly string[]): Promise<void> {
  const options = parseOptions(argv)
  if (options === undefined) return void process.stdout.write(HELP)
  await checkTargets(options)
  await interruptible(async (signal) => {
    const apiKey = process.env.QDRANT_API_KEY || undefined
    const server = await openServer(process.env.QDRANT_URL, apiKey)
    try {
      const collections = new Collections(server, apiKey, options.shape, signal)
      try {
        await run(options, server, collections, signal)
      } finally {
        await collections.deleteAll()
      }
    } finally {
      await server.close()
    }
  })
}

async function run(
  options: SweepOptions,
  server: Server,
  collections: Collections,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = new Date().toISOString()
  const ownUs = await ownCostUs()
  const data = prepareData(options.shape)
  const source = new ServerCells(server, collections, data)
  const findings: Findings = { cells: [], timelines: [], verdicts: [] }
  const runStartedAt = performance.now()
  let progress: Progress | undefined
  let complete = false
  try {
    const makeProgress = (totalSteps: number) => {
      progress = new Progress(process.stderr, totalSteps)
      return progress
    }
    await runPreset({ options, source, serverPid: server.pid, runStartedAt, progress: makeProgress, signal }, findings)
    complete = !signal.aborted
  } finally {
    progress?.clear()
    await source.close()
    // Also of a run that was interrupted or failed: what was measured until then is as good as it was.
    if (hasMeasured(findings)) {
      const report: SweepReport = {
        format: 'qdrant-worker-pool sweep 1',
        preset: options.preset,
        startedAt,
        elapsedMs: performance.now() - runStartedAt,
        complete,
        machine: machineOf(server),
        versions: await versionsOf(),
        options,
        ownUs,
        ...findings,
      }
      await write(report, options, await fillFacts(options, collections, data))
    }
  }
  if (findings.verdicts.some(({ passed }) => !passed)) process.exitCode = 1
}

/** Undefined where nobody asked for them, or nothing was filled. */
async function fillFacts(
  { vectorDbBenchmark }: SweepOptions,
  collections: Collections,
  { queries }: Data,
): Promise<FillFacts | undefined> {
  const { uploadSeconds } = collections
  if (vectorDbBenchmark === undefined || uploadSeconds === undefined) return undefined
  return { uploadSeconds, meanPrecision: await collections.precision(queries) }
}

function hasMeasured({ cells, timelines }: Findings): boolean {
  return timelines.length > 0 || cells.some(({ rounds }) => rounds.length > 0)
}
