import { describe, expect, it } from 'vitest'
import { servers } from '../../support/compatible-servers.ts'
import { call, startEmbedded } from '../../support/embedded.ts'

describe('telemetry', () => {
  it('tells of the process and how many collections it has', async () => {
    const { call } = await startEmbedded()
    await call('PUT', '/collections/a', { vectors: {} })
    expect((await call('GET', '/telemetry')).result).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      app: { name: 'qdrant', version: '1.18.3', startup: expect.stringMatching(/^\d{4}-.*Z$/) },
      collections: { number_of_collections: 1 },
      cluster: { enabled: false, resharding_enabled: false },
      requests: { rest: { responses: {} }, grpc: { responses: {} } },
    })
  })

  it('stays the same process from one call to the next', async () => {
    const { call } = await startEmbedded()
    const id = async () => ((await call('GET', '/telemetry?anonymize=true')).result as { id: string }).id
    expect(await id()).toBe(await id())
  })

  it.each([
    [1, { vectors: 3, optimizers_status: 'ok', params: { shard_number: 1 } }],
    [2, { id: 'a', config: { params: { shard_number: 1 }, hnsw_config: { m: 16 } } }],
  ])('tells more of the collections at level %i', async (level, expected) => {
    const { call } = await startEmbedded()
    await call('PUT', '/collections/a', { vectors: { x: { size: 1, distance: 'Dot' } }, sparse_vectors: { y: {} } })
    const both = { x: [1], y: { indices: [1], values: [1] } }
    await call('PUT', '/collections/a/points?wait=true', {
      points: [
        { id: 1, vector: both },
        { id: 2, vector: { x: [1] } },
      ],
    })
    const { result } = await call('GET', `/telemetry?details_level=${level}`)
    expect(result).toMatchObject({ collections: { number_of_collections: 1, collections: [expected] } })
  })

  it.each(servers)('refuses parameters that are none, on %s', async (_server, url) => {
    const base = url ?? (await startEmbedded()).url
    const refusal = async (search: string) => (await call(base, 'GET', `/telemetry?${search}`)).error
    expect(await refusal('details_level=x')).toContain('invalid digit found in string')
    expect(await refusal('details_level=-1')).toContain('invalid digit found in string')
    expect(await refusal('anonymize=x')).toContain('provided string was not `true` or `false`')
  })
})
