import { expect, it } from 'vitest'
import type { CallOptions } from '../../../src/dispatch/call-options.ts'
import type { Request } from '../../../src/operations/catalog.ts'
import { type SearchOptions, search } from '../../../src/pipeline/search.ts'

/** What a search hands to the pool. */
async function submitted(options: SearchOptions) {
  const noted: { call: CallOptions; request: Request }[] = []
  const submitWith = (call: CallOptions) => async (request: Request) => {
    noted.push({ call, request })
    return [{ points: [] }]
  }
  expect(await search(submitWith, 'docs', ['a text'], options)).toEqual([[]])
  return noted
}

it('hands its options to the call, to the query, and to the choice of vectors', async () => {
  const { signal } = new AbortController()
  const call = { signal, timeoutMs: 5, acquireTimeoutMs: 3, priority: 'batch' } as const
  const query = { limit: 2, filter: { must: [] }, with_payload: false, params: { exact: true } }
  const names = { vectorName: 'body', sparseVectorName: 'words' }
  expect(await submitted({ ...call, ...query, ...names })).toEqual([
    {
      call,
      request: { operation: 'embedQuery', target: 'docs', params: { texts: ['a text'], search: query, ...names } },
    },
  ])
})

it('asks for payloads where nothing is said, and names nothing', async () => {
  expect(await submitted({})).toEqual([
    { call: {}, request: expect.objectContaining({ params: { texts: ['a text'], search: { with_payload: true } } }) },
  ])
})

it('refuses a threshold for the scores of a fusion', async () => {
  await expect(submitted({ score_threshold: 0.5, sparseVectorName: 'words' })).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: 'search: `score_threshold` cannot be used with `sparseVectorName`: fused scores only tell ranks',
  })
})
