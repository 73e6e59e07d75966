import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
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
      expect.stringMatching(/Usage: qdrant-worker-pool <command>.*demo .*serve .*top /s),
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
