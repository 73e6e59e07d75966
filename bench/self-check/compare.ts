import { comparison } from '../compare/comparison.ts'
import { parseReport, type SavedReport } from '../compare/saved-report.ts'
import { seeded } from '../dataset.ts'
import { machineOf } from '../server/machine.ts'
import { cellsOf } from '../sweep/cells.ts'
import { measureCells, unmeasured } from '../sweep/measure-cells.ts'
import type { SweepReport } from '../sweep/results.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import type { Check } from './check.ts'
import { exponentialDelays } from './delays.ts'
import type { Stub } from './stub.ts'
import type { StubCells } from './stub-cells.ts'

const PAIRS = 20
const WARM_UPS = 3
const SLOWDOWN = 1.1
const ROUNDS = 5
/** Calls of one round: each of as many delays once, so that rounds differ by what is measured and not by what is drawn. */
const ITERATIONS = 20
const CELLS = { operations: ['retrieve'], wires: ['rest'], workers: [2], callers: [1, 2], rate: undefined } as const

/** Twenty times a run, the same again, and one of a stub that is 10 % slower. */
export async function checkCompare(stub: Stub, cells: StubCells, signal: AbortSignal): Promise<Check[]> {
  const delaysMs = exponentialDelays(ITERATIONS, seeded(1))
  const run = async (scale: number, seed: number) => {
    await stub.order({ delaysMs, scale })
    return measure(stub, cells, seed, signal)
  }
  // Runs of a sweep are of a process each. Here the first would be the only one with code that was not yet compiled.
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) await run(1, warmUp)
  let [flagged, silent] = [0, 0]
  for (let pair = 0; pair < PAIRS; pair++) {
    signal.throwIfAborted()
    const [first, same, slower] = [await run(1, pair), await run(1, pair), await run(SLOWDOWN, pair)]
    if (!isSlower(first, same)) silent++
    if (isSlower(first, slower)) flagged++
  }
  const check = (name: string, wanted: string, count: number): Check => ({
    part: 'compare',
    name,
    target: `${wanted} ${PAIRS} of ${PAIRS} times`,
    seen: `${count} of ${PAIRS}`,
    passed: count === PAIRS,
  })
  return [check('a slowdown of 10 %', 'flagged', flagged), check('the same code', 'silent', silent)]
}

function isSlower(before: SavedReport, after: SavedReport): boolean {
  return comparison({ name: 'before', report: before }, { name: 'after', report: after }).slower
}

/** As a sweep saves it and `compare` reads it. */
async function measure(stub: Stub, source: StubCells, seed: number, signal: AbortSignal): Promise<SavedReport> {
  const cells = unmeasured(cellsOf(CELLS))
  const runStartedAt = performance.now()
  await measureCells(cells, {
    ...{ rounds: ROUNDS, until: () => ({ iterations: ITERATIONS }), random: seeded(seed), source, signal },
    ...{ serverPid: stub.pid, runStartedAt, progress: { step() {} } },
  })
  const report: Partial<SweepReport> = {
    format: 'qdrant-worker-pool sweep 1',
    complete: true,
    machine: machineOf({ version: 'a stub' }),
    options: {
      ...CELLS,
      ...{ preset: undefined, seconds: 1, iterations: ITERATIONS, rounds: ROUNDS, seed, shape: USUAL_SHAPE },
      ...{ json: undefined, html: undefined, vectorDbBenchmark: undefined },
    },
    cells,
  }
  return parseReport('a run of the stub', JSON.stringify(report))
}
