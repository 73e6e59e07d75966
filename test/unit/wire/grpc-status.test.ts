import { describe, expect, it } from 'vitest'
import { serverFailure } from '../../../src/wire/grpc/status.ts'

const answer = (code: number | undefined, message = 'no', httpStatus = 200) =>
  serverFailure(
    { httpStatus, code, message, headers: [['retry-after', '2']], body: [] },
    'http://host:6334/qdrant.Points/Get',
  )

describe('a gRPC status', () => {
  it('is no failure where it is OK', () => {
    expect(answer(0)).toBeUndefined()
  })

  it.each([
    [1, 500, 'Internal Server Error'],
    [3, 400, 'Bad Request'],
    [4, 408, 'Request Timeout'],
    [5, 404, 'Not Found'],
    [6, 409, 'Conflict'],
    [7, 403, 'Forbidden'],
    [8, 429, 'Too Many Requests'],
    [12, 501, 'Not Implemented'],
    [13, 500, 'Internal Server Error'],
    [14, 503, 'Service Unavailable'],
    [16, 401, 'Unauthorized'],
    [99, 500, 'Internal Server Error'],
  ])('%d becomes the status %d that REST gives', (code, status, statusText) => {
    expect(answer(code)).toEqual({
      kind: 'server',
      status,
      statusText,
      url: 'http://host:6334/qdrant.Points/Get',
      headers: [['retry-after', '2']],
      data: { status: { error: 'no' } },
    })
  })

  it('tells values out of bounds apart, as REST does', () => {
    expect(answer(3, 'Validation error in body: [limit: 0]')?.status).toBe(422)
  })

  it('that is missing leaves the status of HTTP', () => {
    expect(answer(undefined, 'gone', 410)).toMatchObject({ status: 410, statusText: 'Gone' })
  })
})
