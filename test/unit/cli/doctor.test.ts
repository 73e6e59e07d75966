import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { checkAnswers } from '../../../src/cli/doctor/checks/answers.ts'
import { checkGrpc } from '../../../src/cli/doctor/checks/grpc.ts'
import { checkServer } from '../../../src/cli/doctor/checks/server.ts'
import { examine } from '../../../src/cli/doctor/examine.ts'
import { type NamedFinding, ok, problem, warning } from '../../../src/cli/doctor/finding.ts'
import { renderChanges, renderFinding } from '../../../src/cli/doctor/render.ts'
import { ServerRequests } from '../../../src/cli/doctor/server-requests.ts'
import type { Paint } from '../../../src/cli/output/colour.ts'
import { closedPort } from '../../support/closed-port.ts'
import { httpStub } from '../../support/http-stub.ts'
import { localServer } from '../../support/local-pool.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const plain: Paint = (_style, text) => text
const never = new AbortController().signal

/** A Qdrant that says this of itself, and answers these statuses. */
function qdrantStub(version: string, statuses: Record<string, number> = {}) {
  return httpStub(({ url = '' }, response) => {
    response.statusCode = statuses[url] ?? 200
    response.end(JSON.stringify(url === '/' ? { title: 'qdrant', version } : {}))
  })
}

describe('checkServer', () => {
  const check = (url: string, clientVersion = '1.19.0') =>
    checkServer(new ServerRequests(url, 'a-key'), { url, clientVersion }, never)

  it.each(['1.18.3', '1.19.0', '1.20.1'])('takes version %s for the client 1.19', async (version) => {
    const { url } = await qdrantStub(version)
    expect(await check(url)).toMatchObject({ state: 'ok', detail: `Qdrant ${version} at ${url}`, figures: { version } })
  })

  it.each(['1.17.9', '2.19.0'])('warns of version %s for the client 1.19', async (version) => {
    const { url } = await qdrantStub(version)
    expect(await check(url)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining("client's version, 1.19.0"),
    })
  })

  it('knows the embedded server', async () => {
    const { url } = await localServer()
    expect(await check(url)).toMatchObject({ state: 'ok', figures: { embedded: true, reachable: true } })
  })

  it.each([
    ['refuses the key', '1.19.0', { '/collections': 403 }, 'problem', ['Set QDRANT_API_KEY to a key of this server']],
    ['is no Qdrant', '1.19.0', { '/': 404 }, 'problem', [expect.stringContaining('REST port')]],
  ])('finds a server that %s', async (_what, version, statuses, state, changes) => {
    const { url } = await qdrantStub(version, statuses)
    expect(await check(url)).toMatchObject({ state, changes })
  })

  it('says how to start one where nobody answers', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`
    expect(await check(url)).toMatchObject({
      state: 'problem',
      detail: expect.stringMatching(/^nobody answers at http.*ECONNREFUSED.*; what needs a server was not checked$/),
      changes: expect.arrayContaining([expect.stringContaining('docker run')]),
    })
  })
})

describe('checkAnswers', () => {
  it.each([
    ['in gzip', true, 200, /^an answer of 3,000 bytes takes .* uncompressed, .* in gzip$/],
    ['never compressed', false, 200, /^the server does not compress its answers$/],
    ['refused', false, 403, /^not compared: \/metrics answers 403$/],
  ])('compares answers that are %s', async (_what, compresses, status, detail) => {
    const { url } = await httpStub((request, response) => {
      const asked = request.headers['accept-encoding']?.includes('gzip') && compresses
      response.statusCode = status
      if (asked) response.setHeader('content-encoding', 'gzip')
      const text = request.url === '/metrics' ? 'x'.repeat(3_000) : '{}'
      response.end(asked ? gzipSync(text) : text)
    })
    const finding = await checkAnswers(new ServerRequests(url, undefined), never, systemClock)
    expect(finding).toMatchObject({ state: 'ok', detail: expect.stringMatching(detail) })
  })

  it('asks for points where there are some, with the key', async () => {
    const keys: unknown[] = []
    const { url, requests } = await httpStub((request, response) => {
      keys.push(request.headers['api-key'])
      const isList = request.url === '/collections'
      response.end(JSON.stringify({ result: isList ? { collections: [{ name: 'a/b' }] } : { points: [1] } }))
    })
    await checkAnswers(new ServerRequests(url, 'a-key'), never, systemClock)
    expect(requests.slice(0, 2)).toEqual(['GET /collections', 'POST /collections/a%2Fb/points/scroll'])
    expect(new Set(keys)).toEqual(new Set(['a-key']))
  })
})

describe('checkGrpc', () => {
  const facts = { host: '127.0.0.1', preferred: false, missing: [] as string[] }
  const healthy = async <T>(work: (pool: never) => Promise<T>) =>
    work({ checkHealth: async () => ({ workers: [{ durationMs: 0.7 }] }) } as never)

  it('is of no matter where it is not asked for, and a problem where it is', async () => {
    const port = await closedPort()
    const [spare, wanted] = [false, true].map((preferred) => checkGrpc({ ...facts, port, preferred }, healthy, never))
    expect(await spare).toMatchObject({ state: 'ok', detail: expect.stringContaining('ECONNREFUSED') })
    expect(await wanted).toMatchObject({
      state: 'problem',
      changes: [expect.stringContaining(String(port)), 'Or unset QDRANT_PREFER_GRPC'],
    })
  })

  it('tells a port that is open, the packages it would need, and how long a round trip takes', async () => {
    const { port } = await localServer()
    const missing = ['@qdrant/js-client-grpc']
    expect(await checkGrpc({ ...facts, port, missing, preferred: true }, healthy, never)).toMatchObject({
      state: 'problem',
      changes: expect.arrayContaining(['npm install @qdrant/js-client-grpc']),
    })
    expect(await checkGrpc({ ...facts, port }, healthy, never)).toMatchObject({
      state: 'ok',
      figures: { usable: true, roundTripMs: 0.7 },
    })
    const deaf = () => Promise.reject(new Error('no HTTP/2'))
    expect(await checkGrpc({ ...facts, port }, deaf, never)).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('does not speak gRPC as Qdrant does (no HTTP/2)'),
      figures: { usable: false },
    })
  })
})

describe('examine', () => {
  it('gives a check up at its limit', async () => {
    const clock = new ManualClock()
    const run = () => new Promise<never>(() => {})
    const finding = examine({ name: 'memory', limitMs: 5_000, run }, never, clock)
    await clock.advance(5_000)
    expect(await finding).toMatchObject({
      name: 'memory',
      state: 'problem',
      detail: 'could not be checked: no result within 5 s',
    })
  })

  it('makes a finding of what a check throws, and leaves no timer', async () => {
    const clock = new ManualClock()
    const run = () => {
      throw new Error('no such thing\u001b[2J')
    }
    expect(await examine({ name: 'gRPC', limitMs: 5_000, run }, never, clock)).toMatchObject({
      detail: 'could not be checked: no such thing',
    })
    expect(clock.pending).toBe(0)
  })

  it('ends at once on Ctrl-C', async () => {
    const interrupt = new AbortController()
    const run = () => new Promise<never>(() => {})
    const finding = examine({ name: 'gRPC', limitMs: 5_000, run }, interrupt.signal, new ManualClock())
    interrupt.abort(new Error('Ctrl-C'))
    await expect(finding).rejects.toThrow('Ctrl-C')
  })
})

describe('what doctor shows', () => {
  const named = (name: string, finding: Omit<NamedFinding, 'name'>): NamedFinding => ({ name, ...finding })

  it('sets findings in columns, and breaks their text between words', () => {
    expect(renderFinding(named('round trips', warning('one two three four five', [])), 45, plain)).toBe(
      `warning  round trips  one two three four five`,
    )
    expect(renderFinding(named('node', ok('aaaaaaaaaa bbbbbbbbbb cc')), 43, plain)).toBe(
      `ok       node         aaaaaaaaaa bbbbbbbbbb\n${' '.repeat(22)}cc`,
    )
  })

  it('tells what to change, problems first', () => {
    const findings = [
      named('node', ok('fine')),
      named('answers', warning('slow', ['Take identity'])),
      named('server', problem('gone', ['Start it', 'Or name another'])),
    ]
    expect(renderChanges(findings, 80, plain)).toBe(
      'What to change\n  server       Start it\n               Or name another\n  answers      Take identity',
    )
  })

  it('says so where there is nothing to change, or nothing known', () => {
    expect(renderChanges([named('node', ok('fine'))], 80, plain)).toBe('Nothing to change.')
    expect(renderChanges([named('node', problem('odd', []))], 80, plain)).toBe(
      'Nothing is known that would change this.',
    )
  })
})
