import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/base/errors.ts'
import { resolveOptions } from '../../../src/base/options.ts'
import { presets } from '../../../src/base/presets.ts'

const refused = (given: unknown, environment = {}) => {
  try {
    resolveOptions(given as never, environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).message
  }
  throw new Error('was taken')
}

describe('resolveOptions', () => {
  it('fills in the documented defaults', () => {
    expect(resolveOptions({}, {})).toMatchObject({
      url: 'http://127.0.0.1:6333',
      size: 5,
      minSize: 1,
      acquireTimeoutMs: 10_000,
      timeoutMs: 30_000,
      recycleAfterMs: 3_600_000,
      preferGrpc: false,
      grpcPort: 6334,
      healthCheckIntervalMs: 60_000,
      idleTimeoutMs: 30_000,
      maxQueue: 10_000,
      compression: 'identity',
      retry: true,
      lazy: false,
      coalesce: 128,
      monitor: {
        enabled: true,
        intervalMs: 30_000,
        history: 120,
        thresholds: { utilisation: 0.9, acquireP95Ms: 100, acquireTimeouts: 0, failureRate: 0.05, healthFailures: 0 },
      },
    })
  })

  it('seals what it gives', () => {
    expect(Object.isFrozen(resolveOptions({}, {}))).toBe(true)
  })

  it.each([
    [{ size: 0 }, 'Expected `size` to be at least 1, got 0'],
    [{ size: 257 }, 'Expected `size` to be at most 256, got 257'],
    [{ size: 1.5 }, 'Expected `size` to be a whole number, got 1.5'],
    [{ size: Number.NaN }, 'Expected `size` to be a number, got NaN'],
    [{ timeoutMs: 0 }, 'Expected `timeoutMs` to be more than 0, got 0'],
    [{ acquireTimeoutMs: -1 }, 'Expected `acquireTimeoutMs` to be at least 0, got -1'],
    [{ recycleAfterMs: 99 }, 'Expected `recycleAfterMs` to be at least 100, got 99'],
    [{ retry: 'yes' }, 'Expected `retry` to be a boolean, got "yes"'],
    [{ compression: 'br' }, 'Expected `compression` to be "identity" or "gzip", got "br"'],
    [{ url: [] }, 'Expected `url` to be a list of at least one URL, got []'],
    [
      { url: 'ftp://x' },
      'Expected `url` to be an http:// or https:// URL without credentials or query, or \':memory:\', got "ftp://x"',
    ],
    [{ url: 7 }, "Expected `url` to be an http:// or https:// URL without credentials or query, or ':memory:', got 7"],
    [
      { monitor: 'yes' },
      'Expected `monitor` to be true, false or { intervalMs, history, socket, thresholds }, got "yes"',
    ],
    [{ monitor: { intervalMs: 5 } }, 'Expected `monitor.intervalMs` to be at least 100, got 5'],
    [
      { monitor: { thresholds: { utilisation: 90 } } },
      'Expected `monitor.thresholds.utilisation` to be at most 1, got 90',
    ],
    [{ monitor: { intervalMs: Number.NaN } }, 'Expected `monitor.intervalMs` to be a number, got NaN'],
    [{ monitor: { socket: 5 } }, 'Expected `monitor.socket` to be a string, got 5'],
    [{ monitor: { history: 1.5 } }, 'Expected `monitor.history` to be a whole number, got 1.5'],
    [
      { monitor: { thresholds: { acquireP95Ms: '100', failureRate: -1 } } },
      'Expected `monitor.thresholds.acquireP95Ms` to be a number, got "100"; Expected `monitor.thresholds.failureRate` to be at least 0, got -1',
    ],
    [{ monitor: { thresholds: 1 } }, 'Expected `monitor.thresholds` to be an object, got 1'],
    [{ monitor: { sockett: '/tmp/x' } }, 'Unknown option `monitor.sockett`'],
    [{ monitor: [] }, 'Expected `monitor` to be true, false or { intervalMs, history, socket, thresholds }, got []'],
    [{ coalesce: 3 }, 'Expected `coalesce` to be true, false or { maxBatch }, got 3'],
    [
      { embedder: {} },
      'Expected `embedder.module` to be a URL or the href of one, such as new URL("./embedder.js", import.meta.url), got a value of type undefined',
    ],
    [
      { url: ['http://a', 'http://b'], size: 1 },
      'Expected `size` to be at least the number of URLs (2), got 1: a worker has one node',
    ],
    [{ minSize: 6 }, 'Expected `minSize` to be at most `size` (5), got 6'],
    [{ embedWorkers: 1 }, 'Expected `embedder` beside `embedWorkers`, got none'],
    [
      { embedWorkers: 6, embedder: { module: 'file:///x.js' } },
      'Expected `embedWorkers` to be at most `size` (5), got 6',
    ],
    [{ embedWorkers: 0, embedder: { module: 'file:///x.js' } }, 'Expected `embedWorkers` to be at least 1, got 0'],
    [
      { embedWorkers: 1.5, embedder: { module: 'file:///x.js' } },
      'Expected `embedWorkers` to be a whole number, got 1.5',
    ],
    [{ sise: 4 }, 'Unknown option `sise`'],
    [{ url: 'http://x', path: 'data' }, 'Expected either `url` or `path`, got both'],
    [null, 'Expected options to be an object, got null'],
  ])('refuses %j', (given, message) => {
    expect(refused(given)).toBe(message)
  })

  it.each([
    'timeout',
    'host',
    'port',
    'https',
    'prefix',
    'maxConnections',
    'checkCompatibility',
  ])("names its own option where the client's `%s` is given", (name) => {
    expect(refused({ [name]: 1 })).toContain(`Unknown option \`${name}\`: this pool calls it `)
  })

  it.each([
    ' http://q:7000',
    'http://q:7000\n',
    'http:q',
    'http://q\\x',
    'http://q?',
    'http://q#',
  ])('refuses %j, which would lose its port', (url) => {
    expect(refused({ url })).toContain('Expected `url`')
  })

  it('refuses credentials in a url without printing them, in options and in the environment', () => {
    const url = 'http://user:s3cret@q:6333'
    expect(refused({ url })).not.toContain('s3cret')
    expect(refused({}, { QDRANT_URL: url })).not.toContain('s3cret')
  })

  it.each([
    [{ apiKey: 'key\n' }, 'Expected `apiKey` to be a string that an HTTP header can carry, got a value of type string'],
    [
      { headers: { 'a b': 'x' } },
      'Expected `headers.a b` to be an object whose keys are names of HTTP headers, got a value of type string',
    ],
    [
      { url: ['http://q', ':memory:'] },
      'Expected `url.1` to be an http:// or https:// URL without credentials or query, got ":memory:"',
    ],
    [
      { embedder: { module: './embedder.js' } },
      'Expected `embedder.module` to be a URL or the href of one, such as new URL("./embedder.js", import.meta.url), got a value of type string',
    ],
    [
      { embedder: { module: 'file:///x.js', options: { f: () => 1 } } },
      'Expected `embedder.options` to be plain data that can be cloned to a thread, got a value of type object',
    ],
  ])('refuses %o before anything is opened', (given, message) => {
    expect(refused(given)).toBe(message)
  })

  it('shows a bigint as one', () => {
    expect(refused({ size: 10n })).toBe('Expected `size` to be a number, got 10n')
  })

  it('tells of every wrong option at once', () => {
    expect(refused({ size: 0, foo: 1 })).toMatch(
      /Unknown option `foo`.*; Expected `size`|Expected `size`.*; Unknown option `foo`/,
    )
  })

  it('never shows the api-key or a header', () => {
    expect(refused({ apiKey: 12345678 })).not.toContain('12345678')
    expect(refused({ headers: { secret: 87654321 } })).not.toContain('87654321')
  })

  it('takes an explicit option before the environment, and the environment before the default', () => {
    const environment = { QDRANT_POOL_SIZE: '7', QDRANT_POOL_MIN_SIZE: '2' }
    expect(resolveOptions({ size: 9 }, environment)).toMatchObject({ size: 9, minSize: 2 })
    expect(resolveOptions({ size: undefined } as never, environment)).toMatchObject({ size: 7 })
  })

  it('names the variable where the environment makes minSize larger than size', () => {
    expect(refused({ size: 2 }, { QDRANT_POOL_MIN_SIZE: '3' })).toContain('QDRANT_POOL_MIN_SIZE')
  })

  it('lets `path` and `url` beat QDRANT_URL', () => {
    const environment = { QDRANT_URL: 'http://elsewhere:6333' }
    expect(resolveOptions({ path: 'data' }, environment)).toMatchObject({ path: 'data', url: 'http://127.0.0.1:6333' })
    expect(resolveOptions({ url: ':memory:' }, environment).url).toBe(':memory:')
    expect(resolveOptions({}, environment).url).toBe('http://elsewhere:6333')
  })

  it.each([
    [true, 128],
    [false, 1],
    [{ maxBatch: 9 }, 9],
    [{}, 128],
  ])('reads coalesce %j as batches of at most %d', (coalesce, most) => {
    expect(resolveOptions({ coalesce } as never, {}).coalesce).toBe(most)
  })

  it('takes each preset', () => {
    const sizes = Object.values(presets).map((preset) => resolveOptions({ ...preset }, {}).size)
    expect(sizes).toEqual([2, 5, 15])
  })
})
