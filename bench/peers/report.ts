import { type Align, table } from '../../src/cli/output/table.ts'
import { whole } from '../figures.ts'
import type { Machine } from '../server/machine.ts'
import { describe, isIngest, type OperationName } from '../workload/operations.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import type { AcquireResult } from './acquire.ts'
import { OURS } from './all-peers.ts'
import type { PeersOptions } from './options.ts'
import { type CellResult, summarise } from './results.ts'

export function headText(machine: Machine, versions: Record<string, string>, options: PeersOptions): string {
  const { cores, cpu, node, server } = machine
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `${cores} cores (${cpu}), Node ${node}, ${server}, size ${options.size}`,
    packages.join(', '),
    `Medians of ${options.rounds} interleaved rounds of ${options.seconds} s; "${OURS} ahead" is its rate by that of the other`,
  ].join('\n')
}

export function operationText(operation: OperationName, results: readonly CellResult[]): string {
  const unit = isIngest(operation) ? 'vector' : 'op'
  const header = [
    ...['callers', 'client', `${unit}s/s`, 'min-max', 'p50 ms', 'p95 ms'],
    ...[`client µs/${unit}`, `server µs/${unit}`, 'loop p99 ms', 'sockets', `${OURS} ahead`],
  ]
  const rows = results.map(({ callers, peer, rounds }) => {
    const one = summarise(rounds)
    const ours = results.find((other) => other.peer === OURS && other.callers === callers)
    const ahead = ours === undefined || peer === OURS ? '' : ratio(summarise(ours.rounds).perSecond / one.perSecond)
    return [
      ...[String(callers), peer, whole(one.perSecond), one.spread.map(whole).join('-')],
      ...[fixed(one.p50Ms, 2), fixed(one.p95Ms, 2), fixed(one.clientUs, 0), fixed(one.serverUs, 0)],
      ...[fixed(one.loopP99Ms, 1), fixed(one.sockets, 0), ahead],
    ]
  })
  return `${operation}: ${describe(operation, USUAL_SHAPE)}\n\n${table([header, ...rows], alignment(header, 'client'))}`
}

/** Waits at half load, by pool size. */
export function acquireText(results: readonly AcquireResult[]): string {
  const header = ['workers', 'most ops/s', 'paced ops/s', 'waits', 'avg ms', 'p95 ms', 'max ms', 'failed']
  const rows = results.map(({ size, mostPerSecond, paced, acquire }) => [
    ...[String(size), whole(mostPerSecond), whole(paced.perSecond), whole(acquire.count)],
    ...[fixed(acquire.avgMs, 2), fixed(acquire.p95Ms, 2), fixed(acquire.maxMs, 1), whole(paced.failed)],
  ])
  const title = 'acquire: waits for a worker of a new pool, retrieves at half of the rate that 50 callers reach'
  return `${title}\n\n${table([header, ...rows], alignment(header))}`
}

/** What workers beyond the cores cost, or give; `peer` is the number of workers. */
export function workersText(results: readonly CellResult[]): string {
  const header = ['operation', 'callers', 'workers', 'ops/s', 'min-max', 'p95 ms', 'client µs/op', 'of the best']
  const rows = results.map(({ operation, callers, peer, rounds }) => {
    const one = summarise(rounds)
    const beside = results.filter((other) => other.operation === operation && other.callers === callers)
    const best = Math.max(...beside.map((other) => summarise(other.rounds).perSecond))
    const share = `${Math.round((one.perSecond / best) * 100)} %`
    return [
      ...[operation, String(callers), peer, whole(one.perSecond), one.spread.map(whole).join('-')],
      ...[fixed(one.p95Ms, 2), fixed(one.clientUs, 0), share],
    ]
  })
  return `workers: the pool with more or fewer of them\n\n${table([header, ...rows], alignment(header, 'operation'))}`
}

function alignment(header: readonly string[], ...left: readonly string[]): Align[] {
  return header.map((name) => (left.includes(name) ? 'left' : 'right'))
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? '-' : value.toFixed(digits)
}

function ratio(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)}x`
}
