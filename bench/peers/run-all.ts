import { Progress } from '../progress.ts'
import { machineOf, versionsOf } from '../server/machine.ts'
import type { Collections } from '../workload/collections.ts'
import type { OperationName } from '../workload/operations.ts'
import { type AcquireResult, measureAcquire } from './acquire.ts'
import { ALL_PEERS } from './all-peers.ts'
import { Interleaved, type Trouble } from './interleaved.ts'
import type { PeersOptions } from './options.ts'
import type { Peer, Setting } from './peer.ts'
import { poolPeer } from './pool-peer.ts'
import { acquireText, headText, operationText, workersText } from './report.ts'
import type { CellResult } from './results.ts'

const ACQUIRE_SIZE = 5
const WORKERS = [1, 2, 3, 5, 8].map((size) => poolPeer(String(size), { size }))
const WORKERS_OPERATIONS: readonly OperationName[] = ['retrieve', 'query']
const WORKERS_CALLERS = [50, 200]

/** What is measured, where, and how it is shown meanwhile. */
interface Run {
  readonly options: PeersOptions
  readonly setting: Setting
  readonly collections: Collections
  readonly progress: Progress
  readonly show: (text: string) => void
}

/** Every cell and section that was asked for; tables as they come, or one JSON object. */
export async function runAll(options: PeersOptions, setting: Setting, collections: Collections): Promise<void> {
  const machine = machineOf(setting.server)
  const { able, missing } = await sortOut(options.peers, setting)
  const versions = await versionsOf(await Promise.all(able.map(({ program }) => program?.())))
  const progress = new Progress(process.stderr, countSteps(options, able))
  for (const { peer, reason } of missing) progress.note(`${peer} is left out: ${reason}`)
  const show = (text: string) => {
    if (options.json) return
    progress.clear()
    process.stdout.write(`${text}\n\n`)
  }
  const run = { options, setting, collections, progress, show }
  try {
    show(headText(machine, versions, options))
    const { cells, leftOut, repeated } = await measureCells(run, able)
    const acquire = options.sections.includes('acquire') ? await measureAcquires(run) : []
    const workers = options.sections.includes('workers') ? await measureWorkers(run) : []
    const troubles = { leftOut: [...missing, ...leftOut], repeated }
    const all = { machine, versions, options, ...troubles, cells, acquire, workers }
    if (options.json) process.stdout.write(`${JSON.stringify(all, null, 1)}\n`)
  } finally {
    progress.clear()
  }
}

async function sortOut(
  names: readonly string[],
  { server, signal }: Setting,
): Promise<{ able: Peer[]; missing: Trouble[] }> {
  const able: Peer[] = []
  const missing: Trouble[] = []
  for (const peer of ALL_PEERS.filter(({ name }) => names.includes(name))) {
    signal.throwIfAborted()
    const reason = await peer.missing(server)
    if (reason === undefined) able.push(peer)
    else missing.push({ peer: peer.name, reason })
  }
  return { able, missing }
}

interface Cells extends Pick<Interleaved, 'leftOut' | 'repeated'> {
  readonly cells: CellResult[]
}

async function measureCells(run: Run, peers: readonly Peer[]): Promise<Cells> {
  const { operations, callers, seconds, rounds } = run.options
  const interleaved = new Interleaved(peers, run.setting, run.collections, run.progress)
  const cells: CellResult[] = []
  try {
    for (const operation of operations) {
      const own: CellResult[] = []
      for (const count of callers) own.push(...(await interleaved.measure(operation, count, seconds * 1000, rounds)))
      cells.push(...own)
      if (own.length > 0) run.show(operationText(operation, own))
    }
  } finally {
    await interleaved.close()
  }
  return { cells, leftOut: interleaved.leftOut, repeated: interleaved.repeated }
}

async function measureAcquires({ options, setting, collections, progress, show }: Run): Promise<AcquireResult[]> {
  const results: AcquireResult[] = []
  for (const size of acquireSizes(options)) {
    progress.step('acquire', `${size} workers`)
    results.push(await measureAcquire(setting, size, await collections.search(), options.seconds * 1000))
  }
  show(acquireText(results))
  return results
}

async function measureWorkers({ options, setting, collections, progress, show }: Run): Promise<CellResult[]> {
  const interleaved = new Interleaved(WORKERS, setting, collections, progress)
  const results: CellResult[] = []
  try {
    for (const operation of WORKERS_OPERATIONS) {
      for (const callers of WORKERS_CALLERS)
        results.push(...(await interleaved.measure(operation, callers, options.seconds * 1000, options.rounds)))
    }
  } finally {
    await interleaved.close()
  }
  show(workersText(results))
  return results
}

function acquireSizes({ size }: PeersOptions): number[] {
  return [...new Set([size, ACQUIRE_SIZE])]
}

/** A warm-up and every round of each peer in each cell. */
function countSteps(options: PeersOptions, peers: readonly Peer[]): number {
  const { operations, callers, rounds, sections } = options
  const cells = operations.flatMap((operation) => peers.filter(({ lacks = [] }) => !lacks.includes(operation))).length
  const workers = sections.includes('workers') ? WORKERS_OPERATIONS.length * WORKERS_CALLERS.length * WORKERS.length : 0
  const acquire = sections.includes('acquire') ? acquireSizes(options).length : 0
  return (cells * callers.length + workers) * (rounds + 1) + acquire
}
