import { readFileSync } from 'node:fs'

/** Ticks of /proc/PID/stat: 100 a second to every program, whatever the kernel's own. */
const MS_PER_TICK = 10

export interface CpuTimes {
  readonly ownMs: number
  /** Of children that have ended. */
  readonly childrenMs: number
}

/** CPU time from the text of /proc/PID/stat. */
export function parseStat(text: string): CpuTimes {
  // The name stands in parentheses and may hold any of them, and blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number) as [number, number, number, number]
  return { ownMs: (utime + stime) * MS_PER_TICK, childrenMs: (cutime + cstime) * MS_PER_TICK }
}

/** Undefined where the process is gone, or the system has no /proc. */
export function cpuOf(pid: number | 'self' | undefined): CpuTimes | undefined {
  if (pid === undefined) return undefined
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return undefined
  }
}
