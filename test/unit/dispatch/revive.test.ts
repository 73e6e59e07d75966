import { QdrantClientResourceExhaustedError } from '@qdrant/js-client-rest'
import { ApiError } from '@qdrant/openapi-typescript-fetch'
import { describe, expect, it } from 'vitest'
import { revive } from '../../../src/dispatch/revive.ts'
import type { ServerFailure } from '../../../src/protocol/failure.ts'

const server = (over: Partial<ServerFailure>): ServerFailure => ({
  kind: 'server',
  status: 404,
  statusText: 'Not Found',
  url: 'http://q/collections/x',
  headers: [['content-type', 'application/json']],
  data: { status: { error: 'nope' } },
  ...over,
})

describe('revive', () => {
  it("gives the client's ApiError for an error of the server", () => {
    const error = revive(server({}), 'getCollection')
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      status: 404,
      statusText: 'Not Found',
      message: 'Not Found',
      data: { status: { error: 'nope' } },
    })
    expect((error as ApiError).headers.get('content-type')).toBe('application/json')
  })

  it("gives the client's own class for 429, with the seconds to wait", () => {
    const error = revive(
      server({ status: 429, statusText: 'Too Many Requests', headers: [['retry-after', '30']] }),
      'query',
    )
    expect(error).toBeInstanceOf(QdrantClientResourceExhaustedError)
    expect(error).toMatchObject({ retry_after: 30 })
  })

  it('says of a lost connection what is known', () => {
    const error = revive(
      { kind: 'connection', code: 'CONNECTION_LOST', outcome: 'unknown', message: 'reset' },
      'upsert',
    )
    expect(error).toMatchObject({
      code: 'CONNECTION_LOST',
      outcome: 'unknown',
      message: 'upsert: reset',
      phase: 'request',
    })
    expect(error).toHaveProperty('solutions', ['The server may have applied the call: check before repeating it'])
  })

  it('keeps name, message and stack of code that threw', () => {
    const error = revive(
      { kind: 'code', name: 'RangeError', message: 'too long', stack: 'RangeError: too long\n    at model.js' },
      'x',
    )
    expect([error.name, error.message, error.stack]).toEqual([
      'RangeError',
      'too long',
      'RangeError: too long\n    at model.js',
    ])
    expect(revive({ kind: 'code', name: 'Error', message: 'bare' }, 'x').message).toBe('bare')
  })
})
