// Ends workers, in the way that is asked for, while the model computes in them: node busy-program.ts WAY URL
import { createPool, transformers } from '../../src/index.ts'
import { MODEL } from './model.ts'

const [way, url = ''] = process.argv.slice(2)
const pool = await createPool({ url, size: 2, minSize: 2, embedder: transformers(MODEL) })
const long = Array.from(
  { length: 64 },
  (_, index) => `${'a long text about threads and their ends, '.repeat(15)}${index}`,
)
const running = () => pool.embed(long, way === 'deadline' ? { timeoutMs: 150 } : {}).catch((error: Error) => error.name)
const calls = [running(), running(), running()]
while (pool.stats().busy < 2) await new Promise((resolve) => setTimeout(resolve, 5))
await new Promise((resolve) => setTimeout(resolve, 30))
if (way === 'reset') await pool.reset()
if (way === 'close') await pool.close({ timeoutMs: 0 })
const names = await Promise.all(calls)
if (way !== 'close') {
  const [vector] = await pool.embed(['it works again'])
  if (vector?.length !== 384) throw new Error('it does not work any more')
}
await pool.close()
console.log(
  JSON.stringify({
    names: names.map((name) => (typeof name === 'string' ? name : 'done')),
    replaced: pool.stats().replaced,
  }),
)
