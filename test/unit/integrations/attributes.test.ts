import {
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ERROR_TYPE_VALUE_OTHER,
} from '@opentelemetry/semantic-conventions'
import { describe, expect, it } from 'vitest'
import { PoolClosedError } from '../../../src/base/errors.ts'
import { ApiError, QdrantClientResourceExhaustedError } from '../../../src/base/qdrant-client.ts'
import { batchAttributes, callAttributes, errorAttributes } from '../../../src/integrations/opentelemetry/attributes.ts'

const answered = (status: number) => ({
  [ATTR_ERROR_TYPE]: String(status),
  [ATTR_DB_RESPONSE_STATUS_CODE]: String(status),
})

const apiError = (status: number) =>
  new ApiError({ status, statusText: 'of a server', url: 'http://server', headers: new Headers(), data: {} })

describe('the attributes of an error', () => {
  it.each([
    ['an answer of the server', apiError(503), answered(503)],
    ['an answer whose error names no status', new QdrantClientResourceExhaustedError('slow down', '1'), answered(429)],
    ['an error of the pool', new PoolClosedError(), { [ATTR_ERROR_TYPE]: 'POOL_CLOSED' }],
    ['code that threw', new RangeError('too long'), { [ATTR_ERROR_TYPE]: 'RangeError' }],
    ['a reason to abort that is no error', 'enough', { [ATTR_ERROR_TYPE]: ERROR_TYPE_VALUE_OTHER }],
    ['none at all', undefined, { [ATTR_ERROR_TYPE]: ERROR_TYPE_VALUE_OTHER }],
    // As a web server's own errors are: no server of Qdrant's has said it.
    ['an abort with a status', Object.assign(new Error('gone'), { status: 499 }), { [ATTR_ERROR_TYPE]: 'Error' }],
  ])('name %s', (_, error, wanted) => {
    expect(errorAttributes(error)).toEqual(wanted)
  })
})

describe('the attributes of a server', () => {
  it.each([
    ['http://qdrant.example:7333/under/a/prefix', 'qdrant.example', 7333],
    ['https://qdrant.example', 'qdrant.example', 6333],
    ['https://qdrant.example:443', 'qdrant.example', 443],
    ['http://[::1]:6333', '::1', 6333],
  ])('are address and port of %s', (server, address, port) => {
    const attributes = callAttributes({ operation: 'count', collection: 'docs', server })
    expect([attributes[ATTR_SERVER_ADDRESS], attributes[ATTR_SERVER_PORT]]).toEqual([address, port])
    const batch = { pool: 'p', poolId: 1, slot: 0, size: 1, operations: [], carrier: {} }
    expect(batchAttributes({ ...batch, operation: 'count', collection: 'docs', server })).toMatchObject(attributes)
  })
})
