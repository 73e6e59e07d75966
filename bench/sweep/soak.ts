import { cellsOf, loadText, named } from './cells.ts'
import type { Findings, RunContext } from './context.ts'
import { IntervalBook } from './interval-book.ts'
import { warmUp } from './measure-cells.ts'
import { type Operation, runLoad } from './measure-round.ts'
import type { PoolRig } from './pool-rig.ts'
import type { CellKey, Timeline } from './results.ts'
import { soakVerdicts, trendsOf } from './trends.ts'
import { watchedLoad } from './watched-load.ts'

/** Enough for a line, and not so many that looking costs anything. */
const INTERVALS = 120
const SHORTEST_INTERVAL_MS = 100

/** A long load on each cell, one after another, and what grows meanwhile. */
export async function measureSoak(context: RunContext, findings: Findings): Promise<void> {
  const { options, source, signal } = context
  const cells = cellsOf(options)
  const intervalMs = Math.max(SHORTEST_INTERVAL_MS, (options.seconds * 1000) / INTERVALS)
  const progress = context.progress(cells.length * Math.floor((options.seconds * 1000) / intervalMs))
  for (const key of cells) {
    if (signal.aborted) return
    const rig = await source.rig(key)
    const step = () => progress.step('soak', `${key.operation} over ${key.wire}, ${loadText(key)}`)
    const timeline = await source.within(key, rig, (operation) => soak(key, rig, operation, context, intervalMs, step))
    findings.timelines.push(timeline)
    findings.verdicts.push(...soakVerdicts(key.workers, timeline.samples, timeline.trends).map(named(key, cells)))
  }
}

async function soak(
  key: CellKey,
  rig: PoolRig,
  operation: Operation,
  { options, signal }: RunContext,
  intervalMs: number,
  step: () => void,
): Promise<Timeline> {
  const until = { durationMs: options.seconds * 1000 }
  await warmUp(rig, operation, key, signal)
  const book = new IntervalBook(intervalMs, until.durationMs, key.callers)
  const run = () => runLoad(operation, { key, until, signal }, book)
  const elapsedMs = await watchedLoad(rig, intervalMs, book, run, step)
  const samples = book.samples(Math.min(elapsedMs, until.durationMs))
  return { ...key, samples, trends: trendsOf(samples), steps: [], failure: book.failure }
}
