import { parseArgs } from 'node:util'
import { createPool, type Pool, WorkerCrashedError } from '../src/index.ts'
import { positiveInteger } from './arguments.ts'
import { WILD } from './chaos/embedder.ts'
import { type Memory, memoryNow } from './chaos/memory.ts'
import { median } from './figures.ts'

const HELP = `npm run bench -- replacements [--count N] [--json]

Ends the threads of a pool, one call after another, until N workers have been replaced, and tells how the memory of the
process went. Exit code 0 where RSS of the last three tenths (their median) is within 5 % of that of the third to the fifth, 1
where not: until then the allocator's arenas fill.

  --count N  workers to replace (default 8000)
  --json     print one JSON object
`

const ALLOWED_GROWTH = 0.05
/** Callers side by side. */
const CALLERS = 2
/** Workers that live at a time: some open while others end. */
const WORKERS = 6
/** A large pool is allowed as many restarts as a fast machine makes. */
const SIZE = 256
/** Time for threads that have ended to give their memory back. */
const REST_MS = 500

interface Sample extends Memory {
  readonly replaced: number
}

export async function replacements(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      count: { type: 'string', default: '8000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(HELP)
  const count = positiveInteger('count', values.count)
  const samples = await replace(count)
  const rss = samples.map(({ rssMib }) => rssMib)
  const growth = median(rss.slice(-3)) / median(rss.slice(2, 5)) - 1
  const passed = growth <= ALLOWED_GROWTH
  if (values.json) console.log(JSON.stringify({ count, samples, growth, passed }))
  else {
    for (const { replaced, rssMib, heapMib } of samples)
      console.log(
        `${String(replaced).padStart(6)} replaced  RSS ${rssMib.toFixed(0)} MiB  heap ${heapMib.toFixed(1)} MiB`,
      )
    console.log(
      `${passed ? 'passed' : 'FAILED'}: RSS ${(100 * growth).toFixed(1)} % from the third to fifth line to the last three`,
    )
  }
  process.exitCode = passed ? 0 : 1
}

async function replace(count: number): Promise<Sample[]> {
  const embedder = { module: new URL('./chaos/embedder.ts', import.meta.url) }
  const pool = await createPool({ url: ':memory:', size: SIZE, minSize: WORKERS, embedder })
  const samples: Sample[] = []
  try {
    while (pool.stats().replaced < count) {
      await Promise.all(Array.from({ length: CALLERS }, () => crash(pool)))
      const { replaced } = pool.stats()
      if (replaced < ((samples.length + 1) * count) / 10) continue
      const sample = { replaced, ...(await memoryAtRest(pool)) }
      samples.push(sample)
      process.stderr.write(`${replaced} of ${count}, RSS ${sample.rssMib.toFixed(0)} MiB\n`)
    }
  } finally {
    await pool.close()
  }
  return samples
}

/** With one worker, newly opened: what more of them hold at a time depends on when their garbage was collected. */
async function memoryAtRest(pool: Pool): Promise<Memory> {
  await pool.resize({ size: 1, minSize: 1 })
  await pool.reset()
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
  const memory = memoryNow()
  await pool.resize({ size: SIZE, minSize: WORKERS })
  return memory
}

async function crash(pool: Pool): Promise<void> {
  try {
    await pool.search('docs', WILD.exit)
  } catch (error) {
    if (!(error instanceof WorkerCrashedError)) throw error
  }
}
