import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runNode, startNode } from '../support/run-node.ts'

// The built command, as the package ships it; `npm test` builds first.
const COMMAND = join(import.meta.dirname, '../../dist/src/cli/main.js')
const NOBODY = 'http://127.0.0.1:9'

describe('the command', () => {
  it('tells what it can do', async () => {
    const { code, stdout } = await runNode([COMMAND, '--help'])
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/Usage: qdrant-worker-pool <command>.*demo .*ingest .*search .*doctor .*serve .*top /s),
    ])
  })

  it.each([
    [['dance'], 'Unknown command "dance"'],
    [['demo', '--fast'], "Unknown option '--fast'"],
    [['serve', '--port', 'x'], 'Expected --port to be a whole number from 1 to 65535, got "x"'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, stderr } = await runNode([COMMAND, ...args])
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  it('says what to do where no server answers, and ends', async () => {
    const { code, stdout, stderr } = await runNode([COMMAND, 'demo'], {
      QDRANT_URL: NOBODY,
      QDRANT_POOL_TIMEOUT: '2',
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /ConnectionCreationFailedError \(E018\): Could not open a connection of pool 'demo' to http:\/\/127\.0\.0\.1:9/,
    )
    expect(stderr).toContain('  - Check that Qdrant runs there')
  })

  it('names a bad environment variable', async () => {
    const { code, stderr } = await runNode([COMMAND, 'demo'], { QDRANT_POOL_SIZE: 'many' })
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('QDRANT_POOL_SIZE to be a whole number from 1 to 256, got "many"'),
    ])
  })
})

describe('demo', () => {
  it('indexes and answers, prints one JSON object, and a second run on the same server adds nothing', async () => {
    const server = startNode([COMMAND, 'serve', '--json'])
    onTestFinished(() => void server.child.kill())
    const [line] = await once(server.child.stdout ?? process.stdin, 'data')
    const env = { QDRANT_URL: JSON.parse(String(line)).url as string }
    const [first, second] = [
      await runNode([COMMAND, 'demo', '--json'], env),
      await runNode([COMMAND, 'demo', '--json'], env),
    ]
    expect([first.code, first.stderr, second.code]).toEqual([0, '', 0])
    const [report, again] = [first, second].map(({ stdout }) => JSON.parse(stdout))
    expect(report.documents).toBeGreaterThan(100)
    expect(report.connections).toBeLessThanOrEqual(report.size)
    expect(report.questions).toHaveLength(5)
    expect(report.questions[0]).toMatchObject({
      question: 'transfer an ArrayBuffer to a worker',
      hits: expect.arrayContaining([expect.objectContaining({ source: expect.stringContaining('piscina') })]),
    })
    expect(report.added).toBe(report.passages)
    expect(again).toMatchObject({ passages: report.passages, added: 0, questions: report.questions })
    server.child.kill('SIGINT')
    expect(await server.finished).toMatchObject({ code: 0, stderr: '' })
  })

  it('ends on Ctrl-C even while it waits for a server that never answers', async () => {
    const silent = createServer(() => {})
    silent.listen(0, '127.0.0.1')
    onTestFinished(() => void silent.close())
    await once(silent, 'listening')
    const connected = once(silent, 'connection')
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const { child, finished } = startNode([COMMAND, 'demo'], { QDRANT_URL: url, QDRANT_POOL_TIMEOUT: '600' })
    const [socket] = (await connected) as [Socket]
    onTestFinished(() => void socket.destroy())
    child.kill('SIGINT')
    expect(await finished).toMatchObject({ code: 130, stdout: '' })
  })

  it('ends on Ctrl-C with exit code 130 and nothing left running', async () => {
    const { child, finished } = startNode([COMMAND, 'demo'])
    await once(child.stdout ?? process.stdin, 'data')
    child.kill('SIGINT')
    const { code, stderr } = await finished
    expect([code, stderr]).toEqual([130, 'Stopped: the pool and its connections are closed.\n'])
  })
})

describe('ingest, search and doctor', () => {
  const TEXTS = ['rain falls in Lima', 'compilers make machine code', 'a cat sleeps on the sofa']

  /** A folder that goes with the test, with a JSONL file of three texts and a line that is no record. */
  function folderWithTexts() {
    const folder = mkdtempSync(join(tmpdir(), 'qdrant-worker-pool-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'docs.jsonl')
    const lines = TEXTS.map((text, index) => JSON.stringify({ id: index + 1, text, payload: { source: 'docs.md' } }))
    writeFileSync(file, `${lines.join('\n')}\nno record\n`)
    return { folder, file }
  }

  it('stores a file, finds its texts, and finds nothing wrong, on a server that runs', async () => {
    const { folder, file } = folderWithTexts()
    const server = startNode([COMMAND, 'serve', '--json'])
    onTestFinished(() => void server.child.kill())
    const [line] = await once(server.child.stdout ?? process.stdin, 'data')
    const env = { QDRANT_URL: JSON.parse(String(line)).url as string, QDRANT_POOL_SIZE: '2' }
    const [dead, checkpoint] = [join(folder, 'dead.jsonl'), join(folder, 'checkpoint')]
    const ingest = [COMMAND, 'ingest', file, '-c', 'docs', '--json', '--dead-letter', dead, '--checkpoint', checkpoint]

    const first = await runNode(ingest, env)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(first.stdout)).toMatchObject({
      url: env.QDRANT_URL,
      collection: 'docs',
      created: true,
      read: 4,
      stored: 3,
      failed: 1,
      embedded: 3,
      failures: [{ at: expect.stringMatching(/docs\.jsonl:4$/), reason: expect.stringContaining('JSON') }],
    })
    const again = JSON.parse((await runNode(ingest, env)).stdout)
    expect(again).toMatchObject({ created: false, stored: 3, skipped: 3, embedded: 0 })

    const found = await runNode([COMMAND, 'search', 'rain', 'in', 'Lima', '-c', 'docs', '--limit', '1', '--json'], env)
    expect(JSON.parse(found.stdout)).toMatchObject([{ id: 1, payload: { text: TEXTS[0], source: 'docs.md' } }])

    const doctor = await runNode([COMMAND, 'doctor', '--json'], env)
    expect([doctor.code, JSON.parse(doctor.stdout)]).toEqual([0, expect.objectContaining({ healthy: true })])
  })

  it('keeps what it stores in a folder, and goes on searching there', async () => {
    const { folder, file } = folderWithTexts()
    const path = join(folder, 'data')
    const stored = await runNode([COMMAND, 'ingest', file, '-c', 'docs', '--path', path, '--max-failures', '1'])
    expect(stored).toMatchObject({
      code: 0,
      stderr: `Storing in docs on the embedded server in ${path} with hashing()\n`,
    })
    expect(stored.stdout).toMatch(
      /^\nFailures\n.*docs\.jsonl:4 .*\n\nThe collection docs was created\.\n\nread +4\nstored +3\n/,
    )
    const found = await runNode([COMMAND, 'search', 'cat', '-c', 'docs', '--path', path])
    expect(found).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\n 1 {2}0\.\d{3} {2}docs\.md {2}3\n {4}a cat /),
    })
  })

  it('ends with 1 at the first record that cannot be stored, where none was allowed to fail', async () => {
    const { folder, file } = folderWithTexts()
    const run = await runNode([COMMAND, 'ingest', file, '-c', 'docs', '--path', join(folder, 'data')])
    expect(run).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/docs\.jsonl:4: .*JSON/) })
  })
})
