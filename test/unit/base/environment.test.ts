import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../../src/base/environment.ts'
import { ConfigError } from '../../../src/base/errors.ts'

describe('readEnvironment', () => {
  it('reads every variable in its unit', () => {
    expect(
      readEnvironment({
        QDRANT_URL: 'https://q.example:6333/prefix',
        QDRANT_API_KEY: 'key',
        QDRANT_POOL_SIZE: '8',
        QDRANT_POOL_MIN_SIZE: '3',
        QDRANT_POOL_TIMEOUT: '2.5',
        QDRANT_POOL_RECYCLE: '60',
        QDRANT_PREFER_GRPC: 'true',
        QDRANT_HEALTH_CHECK_INTERVAL: '30',
      }),
    ).toEqual({
      url: 'https://q.example:6333/prefix',
      apiKey: 'key',
      size: 8,
      minSize: 3,
      acquireTimeoutMs: 2_500,
      recycleAfterMs: 60_000,
      preferGrpc: true,
      healthCheckIntervalMs: 30_000,
    })
  })

  it('reads the CLAUDE_RAG_ form, and the plain one before it', () => {
    expect(readEnvironment({ CLAUDE_RAG_QDRANT_POOL_SIZE: '4' })).toEqual({ size: 4 })
    expect(readEnvironment({ CLAUDE_RAG_QDRANT_POOL_SIZE: '4', QDRANT_POOL_SIZE: '6' })).toEqual({ size: 6 })
  })

  it('takes an empty variable as unset', () => {
    expect(readEnvironment({ QDRANT_URL: '', QDRANT_POOL_SIZE: '' })).toEqual({})
  })

  it.each([
    ['1', true],
    ['YES', true],
    ['0', false],
    ['No', false],
  ])('reads the flag %s as %s', (text, value) => {
    expect(readEnvironment({ QDRANT_PREFER_GRPC: text })).toEqual({ preferGrpc: value })
  })

  it.each([
    ['QDRANT_POOL_SIZE', 'five', 'a whole number from 1 to 256'],
    ['QDRANT_POOL_MIN_SIZE', '0', 'a whole number from 1 to 256'],
    ['QDRANT_POOL_TIMEOUT', '-1', 'a number of seconds from 0 to 2147483'],
    ['QDRANT_POOL_TIMEOUT', ' ', 'a number of seconds from 0 to 2147483'],
    ['QDRANT_POOL_RECYCLE', '0.05', 'a number of seconds from 0.1 to 2147483'],
    ['QDRANT_HEALTH_CHECK_INTERVAL', 'soon', 'a number of seconds from 0.1 to 2147483'],
    ['QDRANT_PREFER_GRPC', 'perhaps', 'true or false'],
    ['QDRANT_URL', 'qdrant', "an http:// or https:// URL without credentials or query, or ':memory:'"],
    ['CLAUDE_RAG_QDRANT_POOL_SIZE', '1e9', 'a whole number from 1 to 256'],
  ])('refuses %s=%s by name', (name, value, expected) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(
      new ConfigError(`Expected the environment variable ${name} to be ${expected}, got ${JSON.stringify(value)}`),
    )
  })
})
