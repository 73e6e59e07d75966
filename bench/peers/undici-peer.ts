import { Pool } from 'undici'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { inProcess } from './in-process.ts'
import type { Peer } from './peer.ts'

interface Point {
  readonly payload?: object | null
}

/** What a good engineer would write by hand over undici: keep-alive, no compression, one request a connection. */
export function undiciPeer(name: string): Peer {
  return inProcess(name, async ({ server, apiKey, size }) => {
    const pool = new Pool(server.url, { connections: size, pipelining: 1 })
    const headers = { 'content-type': 'application/json', ...(apiKey !== undefined && { 'api-key': apiKey }) }
    const call = async <T>(method: 'POST' | 'PUT', path: string, body: object): Promise<T> => {
      const answer = await pool.request({ method, path, headers, body: JSON.stringify(body) })
      const text = await answer.body.text()
      if (answer.statusCode < 200 || answer.statusCode > 299) throw new Error(`${answer.statusCode}: ${text}`)
      return JSON.parse(text).result
    }
    return {
      retrieve: (collection, id) =>
        call<Point[]>('POST', `/collections/${collection}/points`, {
          ids: [id],
          with_payload: true,
          with_vector: false,
        }),
      async query(collection, query, group) {
        const filter = group === undefined ? undefined : { must: [{ key: 'group', match: { value: group } }] }
        const body = { query, limit: USUAL_SHAPE.limit, with_payload: true, filter }
        const { points } = await call<{ points: Point[] }>('POST', `/collections/${collection}/points/query`, body)
        return points
      },
      upsert: (collection, { lists, payloads }, firstId, wait) => {
        const points = lists.map((vector, index) => ({ id: firstId + index, vector, payload: payloads[index] }))
        return call('PUT', `/collections/${collection}/points?wait=${wait}`, { points })
      },
      close: () => pool.close(),
    }
  })
}
