import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MIB = 2 ** 20

export interface Memory {
  readonly rssMib: number
  readonly heapMib: number
}

/** Of the whole process, and of this thread's heap, once garbage is collected. */
export function memoryNow(): Memory {
  collectGarbage()
  const { rss, heapUsed } = process.memoryUsage()
  return { rssMib: rss / MIB, heapMib: heapUsed / MIB }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // Twice: what the first run finalises is freed by the second.
  if (typeof collect === 'function') for (let times = 0; times < 2; times++) collect()
}
