import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/base/errors.ts'
import { runDemo } from '../../../src/cli/demo/demo.ts'
import { type LocalServer, startLocalServer } from '../../../src/embedded/local-server.ts'
import { TextSink } from '../../support/text-sink.ts'

async function demo(argv: string[], { url, interruptAt }: { url?: string; interruptAt?: string } = {}) {
  const interrupt = new AbortController()
  const onText = (text: string) => {
    if (interruptAt !== undefined && text.includes(interruptAt)) interrupt.abort()
  }
  const stdout = new TextSink({ onText })
  const stderr = new TextSink()
  const env = url === undefined ? {} : { QDRANT_URL: url }
  const code = await runDemo(argv, { stdout, stderr, env, signal: interrupt.signal })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

describe('demo', () => {
  it('prints its help', async () => {
    expect(await demo(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--json') })
  })

  it.each([['--jsno'], ['folder']])('refuses the argument %s', async (argument) => {
    await expect(demo([argument])).rejects.toThrow(argument)
  })

  it('indexes, answers and shows figures on the embedded server', async () => {
    const { code, stdout, stderr } = await demo([])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^\d+ documents, \d+ passages, 0 of them already there\nIndexing: /)
    expect(stdout).toMatch(/\ntransfer an ArrayBuffer to a worker\n {2}0\.\d{3} {2}piscina\//)
    expect(stdout).toMatch(/\nconnections +[1-9]\n/)
    expect(stdout).toMatch(/\nembedUpsert +\d+ /)
  })

  it('stops when the signal aborts, says so in one line, and answers 130', async () => {
    const { code, stdout, stderr } = await demo([], { interruptAt: 'Indexing: ' })
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'Stopped: the pool and its connections are closed.\n' })
    expect(stdout).not.toContain('100 %')
  })
})

describe('demo on a server that stays', () => {
  let server: LocalServer
  beforeAll(async () => {
    server = await startLocalServer()
  })
  afterAll(() => server.close())

  it('prints one object, and adds nothing twice', async () => {
    const first = await demo(['--json'], server)
    const second = await demo(['--json'], server)
    expect([first.code, first.stderr, second.code, second.stderr]).toEqual([0, '', 0, ''])
    const one = JSON.parse(first.stdout)
    const two = JSON.parse(second.stdout)
    expect(Object.keys(one)).toEqual([
      'documents',
      'passages',
      'added',
      'seconds',
      'connections',
      'size',
      'questions',
      'stats',
    ])
    expect(one.added).toBe(one.passages)
    expect(two).toMatchObject({ documents: one.documents, passages: one.passages, added: 0, questions: one.questions })
    const collection = await fetch(`${server.url}/collections/qdrant-worker-pool-demo`)
    expect(await collection.json()).toMatchObject({ result: { points_count: one.passages } })
  })

  it('finds the texts that answer its questions', async () => {
    const { questions } = JSON.parse((await demo(['--json'], server)).stdout)
    const found = questions.map(
      ({ question, hits }: { question: string; hits: { source: string; text: string }[] }) => [
        question,
        hits.length,
        hits[0]?.source.split('/')[0],
      ],
    )
    expect(found).toEqual([
      ['transfer an ArrayBuffer to a worker', 3, 'piscina'],
      ['keep connections alive between requests', 3, 'undici'],
      ['generate a UUID from a name and a namespace', 3, 'uuid'],
      ['draw a progress bar in the terminal', 3, 'cli-progress'],
      ['record latencies in a histogram', 3, 'hdr-histogram-js'],
    ])
  })

  it('refuses a collection with vectors of another size', async () => {
    const url = `${server.url}/collections/qdrant-worker-pool-demo`
    await fetch(url, { method: 'DELETE' })
    const body = JSON.stringify({ vectors: { size: 8, distance: 'Cosine' } })
    await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body })
    await expect(demo([], server)).rejects.toThrow(ConfigError)
    await expect(demo([], server)).rejects.toThrow(/vectors of 384 numbers .* got \{"size":8/)
  })
})
