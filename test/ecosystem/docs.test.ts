import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashing } from '../../src/index.ts'
import { runDocs } from '../support/docs-program.ts'
import { localServer, poolOn } from '../support/local-pool.ts'
import { tempFolder } from '../support/temp-folder.ts'

describe('the programs of docs/langchain-and-mem0.md', () => {
  async function run(index: number) {
    const { url } = await localServer()
    const cwd = tempFolder()
    const env = { QDRANT_URL: url, MEM0_TELEMETRY: 'false', MEM0_DIR: join(cwd, '.mem0') }
    return { url, ...(await runDocs('langchain-and-mem0.md', index, { packagesOf: import.meta.dirname, env, cwd })) }
  }

  it('run LangChain, whose documents the pool finds as well', async () => {
    const { code, stdout, stderr, url } = await run(0)
    expect([code, stdout, stderr]).toEqual([0, 'Ferns want shade and water\n', ''])
    const pool = await poolOn(url, { embedder: hashing() })
    const [hit] = await pool.search('plants', 'tomatoes', { limit: 1 })
    expect(hit?.payload).toMatchObject({ content: 'Tomatoes want sun and water', metadata: { kind: 'vegetable' } })
  })

  it('run mem0, which says once that it has no keyword search there', async () => {
    const { code, stdout, stderr } = await run(1)
    expect([code, stdout]).toEqual([0, 'I grow tomatoes on the roof\n'])
    expect(stderr.match(/disabling hybrid keyword search/g)).toHaveLength(1)
  })
})
