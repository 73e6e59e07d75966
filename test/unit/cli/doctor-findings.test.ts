import { describe, expect, it } from 'vitest'
import { median } from '../../../src/base/median.ts'
import { judge } from '../../../src/cli/doctor/checks/answers.ts'
import { checkEnvironment } from '../../../src/cli/doctor/checks/environment.ts'
import { checkMemory } from '../../../src/cli/doctor/checks/memory.ts'
import { checkNode } from '../../../src/cli/doctor/checks/node-version.ts'
import { checkPeers } from '../../../src/cli/doctor/checks/peers.ts'
import { checkRoundTrips } from '../../../src/cli/doctor/checks/round-trips.ts'
import { checkThreads } from '../../../src/cli/doctor/checks/threads.ts'
import { ms } from '../../../src/cli/doctor/ms.ts'
import { installedVersion, isAtLeast, isInRange, ownManifest } from '../../../src/cli/doctor/packages.ts'
import type { Pool } from '../../../src/index.ts'

const GIGABYTE = 2 ** 30

describe('checkNode', () => {
  it.each([
    ['22.12.0', 'problem'],
    ['20.20.1', 'problem'],
    ['22.13.0', 'warning'],
    ['23.1.0', 'warning'],
    ['24.0.0', 'ok'],
    ['26.3.1', 'ok'],
  ])('judges %s as %s', (version, state) => {
    expect(checkNode(version, '>=22.13')).toMatchObject({ state, figures: { version } })
  })
})

describe('checkPeers', () => {
  const own = {
    peerDependencies: { needed: '^1.19.0', spare: '^2.0.0' },
    peerDependenciesMeta: { spare: { optional: true } },
  }
  it.each([
    ['fine', { needed: '1.20.3', spare: '2.0.0' }, 'ok', 'needed 1.20.3, spare 2.0.0', []],
    ['without what is optional', { needed: '1.19.0' }, 'ok', 'needed 1.19.0, not installed: spare', []],
    ['too old', { needed: '1.18.9' }, 'warning', 'needed 1.18.9', ['npm install needed@^1.19.0']],
    ['of another major version', { needed: '2.0.0' }, 'warning', 'needed 2.0.0', ['npm install needed@^1.19.0']],
    ['missing', { spare: '2.1.0' }, 'problem', 'not installed: needed', ['npm install needed@^1.19.0']],
  ])('judges packages that are %s', (_what, versions: Record<string, string>, state, detail, changes) => {
    const finding = checkPeers(own, (name) => versions[name])
    expect(finding).toMatchObject({ state, detail: expect.stringContaining(detail), changes })
  })

  it('finds what is installed here, and not what is not', () => {
    expect(installedVersion('@qdrant/js-client-rest')).toMatch(/^1\.\d+\.\d+$/)
    expect(installedVersion('no-such-package')).toBeUndefined()
    expect(ownManifest()).toMatchObject({ name: 'qdrant-worker-pool', engines: { node: '>=22.13' } })
  })
})

it.each([
  ['1.2.3', '1.2.3', true, true],
  ['1.10.0', '^1.9.9', true, true],
  ['1.2.2', '1.2.3', false, false],
  ['2.0.0', '^1.2.3', true, false],
  ['none', '1.2.3', false, false],
])('compares %s with %s', (version, range, atLeast, inRange) => {
  expect([isAtLeast(version, range), isInRange(version, range)]).toEqual([atLeast, inRange])
})

describe('checkEnvironment', () => {
  it('shows what is set, but no key and nothing that may carry a password', () => {
    const finding = checkEnvironment({ QDRANT_POOL_SIZE: '3', QDRANT_API_KEY: 'secret', QDRANT_URL: 'http://a:1' })
    expect(finding).toMatchObject({
      state: 'ok',
      detail: 'QDRANT_URL=http://a:1, QDRANT_API_KEY=(not shown), QDRANT_POOL_SIZE=3',
    })
    const refused = checkEnvironment({ QDRANT_URL: 'http://me:secret@a' })
    expect(refused.state).toBe('problem')
    expect(JSON.stringify([finding, refused])).not.toContain('secret')
  })

  it('names every variable that has a bad value', () => {
    const { state, detail } = checkEnvironment({ QDRANT_POOL_SIZE: 'x', CLAUDE_RAG_QDRANT_POOL_TIMEOUT: 'y' })
    expect([state, detail]).toEqual(['problem', expect.stringMatching(/QDRANT_POOL_SIZE.*"x"; .*CLAUDE_RAG_.*"y"/)])
  })

  it('sees values that do not go together', () => {
    expect(checkEnvironment({ QDRANT_POOL_SIZE: '2', QDRANT_POOL_MIN_SIZE: '3' })).toMatchObject({
      state: 'problem',
      detail: expect.stringContaining('QDRANT_POOL_MIN_SIZE'),
    })
  })

  it('says so where nothing is set', () => {
    expect(checkEnvironment({ PATH: '/bin' })).toMatchObject({ state: 'ok', detail: 'no variable of the pool is set' })
  })
})

describe('checkThreads', () => {
  it.each([
    [{ size: 2, cores: 2, embeds: true }, 'ok', []],
    [{ size: 50, cores: 2, embeds: false }, 'ok', []],
    [{ size: 5, cores: 1, embeds: true }, 'warning', ['createPool({ embedWorkers: 1 }): the model in 1 worker']],
  ])('judges %j as %s', (facts, state, changes) => {
    expect(checkThreads(facts)).toMatchObject({ state, changes })
  })
})

describe('checkMemory', () => {
  const model = { name: 'minilm', workerBytes: GIGABYTE / 2 }
  const facts = { availableBytes: 4 * GIGABYTE, boundBytes: undefined, size: 5, model }

  it('weighs all workers with the model against what is free', () => {
    expect(checkMemory(facts)).toMatchObject({
      state: 'ok',
      detail: 'a worker with minilm takes 512 MiB, 5 of them 2.5 GiB; 4.0 GiB free',
    })
  })

  it('says in how many workers the model fits', () => {
    expect(checkMemory({ ...facts, availableBytes: 2 * GIGABYTE, boundBytes: 3 * GIGABYTE })).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('but only 2.0 GiB free, of at most 3.0 GiB'),
      changes: ['createPool({ embedWorkers: 3 }): the model in 3 of the workers'],
    })
    const { changes } = checkMemory({ ...facts, availableBytes: GIGABYTE / 2 })
    expect(changes).toEqual([expect.stringContaining('smaller model')])
  })

  it('needs none where a service embeds', () => {
    const { detail } = checkMemory({ ...facts, model: undefined, service: 'the service' })
    expect(detail).toBe('4.0 GiB free; the service needs none of it')
  })

  it('states what is free where no model was named', () => {
    expect(checkMemory({ ...facts, model: undefined })).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^4\.0 GiB free; no --model/),
    })
  })
})

describe('the judgement of compressed answers', () => {
  const plain = Array.from({ length: 15 }, () => 2)
  const timed = (stalls: number) => ({
    encoding: 'gzip',
    sizeBytes: 14_003,
    compressed: plain.map((value, index) => (index < stalls ? 44 : value + 1)),
    plain,
  })

  it('takes two slow ones for noise', () => {
    expect(judge(timed(2))).toMatchObject({
      state: 'ok',
      detail: 'an answer of 14,003 bytes takes 2.0 ms uncompressed, 3.0 ms in gzip',
    })
  })

  it('explains the stall', () => {
    expect(judge(timed(12))).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('in gzip, 12 of 15 take 44 ms: such an answer leaves in pieces'),
      changes: [expect.stringContaining("'identity'"), expect.stringContaining("'accept-encoding': 'identity'")],
    })
  })

  it('says nothing of a server that is as far away', () => {
    const far = plain.map(() => 80)
    expect(judge({ ...timed(0), plain: far, compressed: far })).toMatchObject({ state: 'ok' })
  })
})

describe('checkRoundTrips', () => {
  const pool = (durationMs: number, names: string[]) =>
    ({
      client: { getCollections: async () => ({ collections: names.map((name) => ({ name })) }) },
      checkHealth: async () => ({ workers: [{ durationMs }] }),
    }) as unknown as Pool

  it('measures a tier against what it is meant to take', async () => {
    expect(await checkRoundTrips(pool(0.5, ['docs']))).toMatchObject({
      state: 'ok',
      detail: 'fast 0.50 ms (meant: < 1), medium 0.50 ms (meant: < 50), deep 0.50 ms (meant: < 200)',
    })
    expect(await checkRoundTrips(pool(60, ['docs']))).toMatchObject({
      state: 'warning',
      changes: [expect.stringContaining('busy'), expect.stringContaining('far')],
      figures: { fastMs: 60, mediumMs: 60, deepMs: 60 },
    })
  })

  it('times no deep check where there is nothing to count', async () => {
    const { detail, figures } = await checkRoundTrips(pool(0.5, []))
    expect([detail, Object.keys(figures)]).toEqual([
      expect.stringContaining('; no collection for a deep check'),
      ['fastMs', 'mediumMs'],
    ])
  })
})

it('takes the middle of the durations, and rounds them for a sentence', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN])
  expect([ms(0.123), ms(1.26), ms(45.4)]).toEqual(['0.12 ms', '1.3 ms', '45 ms'])
})
