import { describe, expect, it, onTestFinished } from 'vitest'
import type { NamedFinding } from '../../../src/cli/doctor/finding.ts'
import { startLocalServer } from '../../../src/embedded/local-server.ts'
import { closedPort } from '../../support/closed-port.ts'
import { runCli } from '../../support/run-cli.ts'

describe('doctor', () => {
  it('checks all it can on a server, and answers 0 where it finds no problem', async () => {
    const server = await startLocalServer({ grpc: true })
    onTestFinished(() => server.close())
    const port = String(server.grpcPort)
    const { code, stdout, stderr } = await runCli(['doctor', '--json', '--grpc-port', port], {
      env: { QDRANT_URL: server.url, QDRANT_POOL_SIZE: '2' },
    })
    const { healthy, url, checks } = JSON.parse(stdout)
    expect([code, stderr, healthy, url]).toEqual([0, '', true, server.url])
    expect(checks.map(({ name }: NamedFinding) => name)).toEqual([
      'node',
      'packages',
      'environment',
      'threads',
      'memory',
      'server',
      'round trips',
      'answers',
      'gRPC',
    ])
    expect(checks.at(-1)).toMatchObject({ state: 'ok', figures: { usable: true } })
    expect(checks[3]).toMatchObject({ figures: { size: 2 } })
  })

  it('checks the rest without a server, and with a bad variable, and answers 1', async () => {
    const { code, stdout } = await runCli(['doctor'], {
      env: { QDRANT_URL: `http://127.0.0.1:${await closedPort()}`, QDRANT_POOL_SIZE: 'many' },
    })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^problem {2}environment {2}.*QDRANT_POOL_SIZE/m)
    expect(stdout).toMatch(/^problem {2}server {7}nobody answers/m)
    expect(stdout).toMatch(/\n\nWhat to change\n {2}environment {2}Correct or unset what is named here\n {2}server/)
    expect(stdout).not.toContain('round trips')
  })

  it("starts the embedded server where QDRANT_URL is ':memory:'", async () => {
    const { code, stdout } = await runCli(['doctor'], { env: { QDRANT_URL: ':memory:' } })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ok {7}server {7}the embedded server .*^ok {7}gRPC /ms)])
  })

  it('ends on Ctrl-C with 130', async () => {
    const run = await runCli(['doctor'], { signal: AbortSignal.abort() })
    expect(run).toMatchObject({ code: 130, stderr: 'Stopped.\n' })
  })

  it.each([
    [['--help'], 0, 'Usage: qdrant-worker-pool doctor'],
    [['now'], 2, "Unexpected argument 'now'"],
    [['--url', 'a:1'], 2, 'Expected --url to be an http:// or https:// URL'],
    [['--grpc-port', '0'], 2, 'Expected --grpc-port to be a whole number from 1 to 65535, got "0"'],
    [['--workers', 'x'], 2, 'Expected --workers to be a whole number from 1 to 256, got "x"'],
  ])('answers the arguments %j with exit code %i', async (args, code, message) => {
    const run = await runCli(['doctor', ...args])
    expect([run.code, run.stdout + run.stderr]).toEqual([code, expect.stringContaining(message)])
  })
})
