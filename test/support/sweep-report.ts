import type { CellResult, SweepOptions, SweepReport, Wire } from '../../bench/sweep/results.ts'
import { isIngest, type OperationName } from '../../bench/workload/operations.ts'
import { USUAL_SHAPE } from '../../bench/workload/shape.ts'
import { type Model, modelCell } from './sweep-cells.ts'

const OPTIONS: SweepOptions = {
  preset: undefined,
  workers: [1, 2, 4, 8],
  callers: [1, 5, 20, 100, 200],
  operations: ['retrieve', 'query', 'ingest-wait'],
  wires: ['rest'],
  rate: undefined,
  seconds: 2,
  iterations: undefined,
  rounds: 3,
  seed: 1,
  shape: USUAL_SHAPE,
  json: undefined,
  html: undefined,
  vectorDbBenchmark: undefined,
}

/** A run over made-up pools: the same options and seed give the same report. */
export function sweepReport(options: Partial<SweepOptions> = {}, rest: Partial<SweepReport> = {}): SweepReport {
  const all = { ...OPTIONS, ...options }
  return {
    format: 'qdrant-worker-pool sweep 1',
    preset: all.preset,
    startedAt: '2026-03-01T12:00:00.000Z',
    elapsedMs: 271_000,
    complete: true,
    machine: { cores: 2, cpu: 'Example CPU @ 2.60GHz', node: 'v24.21.0', server: 'Qdrant 1.18.3' },
    versions: { 'qdrant-worker-pool': '0.1.0', undici: '7.30.2' },
    options: all,
    ownUs: 1.4,
    cells: rest.cells ?? cellsOf(all),
    timelines: [],
    verdicts: [],
    ...rest,
  }
}

/** Retrieves gain little beyond 2 workers, queries beyond 4; batches of points gain with every worker. */
export function modelOf(operation: OperationName, wire: Wire): Model {
  const fast = wire === 'grpc' ? 1.2 : 1
  if (operation === 'retrieve') {
    return { aloneMs: 0.3, most: (workers) => fast * 62_000 * (1 - 0.4 ** workers), noise: 0.01 }
  }
  if (isIngest(operation)) return { aloneMs: 9, most: (workers) => fast * 46 * workers ** 0.8, noise: 0.04 }
  return { aloneMs: 0.9, most: (workers) => fast * 5_200 * (1 - 0.55 ** workers), noise: 0.03 }
}

function cellsOf({ workers, callers, operations, wires, rate, rounds, seed }: SweepOptions): CellResult[] {
  const loads = rate === undefined ? callers : [undefined]
  const keys = wires.flatMap((wire) =>
    operations.flatMap((operation) =>
      workers.flatMap((size) => loads.map((load) => ({ operation, wire, workers: size, callers: load, rate }))),
    ),
  )
  return keys.map((key, index) => modelCell(key, modelOf(key.operation, key.wire), rounds, seed * 1000 + index))
}
