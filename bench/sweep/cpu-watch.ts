import { cpuOf } from '../server/process-cpu.ts'

export interface CpuUsed {
  /** Of the thread that reads. */
  readonly mainMs: number
  /** Of all other threads of this process. */
  readonly workersMs: number
  readonly serverMs: number | undefined
}

/** CPU time from its making on. */
export class CpuWatch {
  readonly #serverPid: number | undefined
  readonly #main = process.threadCpuUsage()
  readonly #all = process.cpuUsage()
  readonly #serverMs: number | undefined

  constructor(serverPid: number | undefined) {
    this.#serverPid = serverPid
    this.#serverMs = cpuOf(serverPid)?.ownMs
  }

  read(): CpuUsed {
    const main = process.threadCpuUsage(this.#main)
    const all = process.cpuUsage(this.#all)
    const serverMs = cpuOf(this.#serverPid)?.ownMs
    const mainMs = (main.user + main.system) / 1000
    return {
      mainMs,
      workersMs: Math.max(0, (all.user + all.system) / 1000 - mainMs),
      serverMs: serverMs === undefined || this.#serverMs === undefined ? undefined : serverMs - this.#serverMs,
    }
  }
}
