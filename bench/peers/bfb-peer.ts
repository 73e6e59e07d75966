import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuOf } from '../server/process-cpu.ts'
import { isIngest } from '../workload/operations.ts'
import { bfbArguments } from './bfb-arguments.ts'
import { runChild } from './child-process.ts'
import { noGrpc } from './grpc-port.ts'
import { WARM_UP_MS } from './in-process.ts'
import type { Cell, Peer, Ran, Session, Setting } from './peer.ts'

const SLACK_MS = 90_000
/** Printed between the last answer of a search and the writing of its timings. */
const SEARCH_IS_OVER = '--- Search timings ---'

/**
 * bfb, Qdrant's load generator in Rust over gRPC, as a program of its own. It takes a count, not a duration: the warm-up
 * tells how many calls make a cell. Its time is from its start to its last answer, the making of its random vectors
 * included; it tells latencies of searches only.
 */
export function bfbPeer(name: string): Peer {
  return {
    name,
    lacks: ['retrieve'],
    program,
    async missing(server) {
      return (await program()) === undefined ? 'bfb is not on the PATH' : noGrpc(server)
    },
    open: async (setting) => new BfbSession(setting, await mkdtemp(join(tmpdir(), 'bench-peers-'))),
  }
}

async function program(): Promise<Record<string, string> | undefined> {
  let version: string | undefined
  const onLine = (line: string) => {
    version = line.replace('bfb ', '')
  }
  await runChild('bfb', ['--version'], { onLine }).catch(() => {})
  return version === undefined ? undefined : { bfb: version }
}

class BfbSession implements Session {
  readonly #setting: Setting
  readonly #folder: string
  #perMs = 0

  constructor(setting: Setting, folder: string) {
    this.#setting = setting
    this.#folder = folder
  }

  /** More calls each time, until a run is long enough to tell the rate. */
  async warmUp(cell: Cell): Promise<void> {
    let count = cell.callers
    for (;;) {
      const { elapsedMs } = await this.#run(cell, count, () => {})
      this.#perMs = count / elapsedMs
      if (elapsedMs >= WARM_UP_MS) return
      // Starting is part of a short run, so that it shows less than the rate: aim beyond, in several steps.
      count = Math.ceil(count * Math.min(10, (1.5 * WARM_UP_MS) / elapsedMs))
    }
  }

  run(cell: Cell, started: () => void): Promise<Ran> {
    return this.#run(cell, Math.max(cell.callers, Math.round(this.#perMs * cell.durationMs)), started)
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true })
  }

  async #run(cell: Cell, count: number, started: () => void): Promise<Ran> {
    const { signal, server } = this.#setting
    const timingsFile = join(this.#folder, 'timings.json')
    const args = bfbArguments({ cell, grpcPort: server.grpcPort, count, timingsFile })
    const before = cpuOf('self')
    let endedAt: number | undefined
    const onLine = (line: string) => {
      if (line === SEARCH_IS_OVER) endedAt = performance.now()
    }
    const startedAt = performance.now()
    started()
    await runChild('bfb', args, { signal, timeoutMs: cell.durationMs + SLACK_MS, onLine })
    const elapsedMs = (endedAt ?? performance.now()) - startedAt
    // No other child ends meanwhile.
    const after = cpuOf('self')
    const cpuMs = before && after && after.childrenMs - before.childrenMs
    return { count, elapsedMs, cpuMs, loopP99Ms: undefined, ...(await latencies(cell, timingsFile)) }
  }
}

async function latencies(cell: Cell, timingsFile: string): Promise<Pick<Ran, 'p50Ms' | 'p95Ms'>> {
  if (isIngest(cell.operation)) return { p50Ms: undefined, p95Ms: undefined }
  const { full_timings } = JSON.parse(await readFile(timingsFile, 'utf8')) as { full_timings: number[] }
  const seconds = full_timings.sort((a, b) => a - b)
  const percentile = (share: number) => {
    const value = seconds[Math.min(seconds.length - 1, Math.floor(seconds.length * share))]
    return value === undefined ? undefined : value * 1000
  }
  return { p50Ms: percentile(0.5), p95Ms: percentile(0.95) }
}
