import { request } from 'node:http'

export const COLLECTION = 'chaos'
export const DIMENSION = 8

/** What is stored: the unique number that the last write of each point carried, by id. */
export type Stored = ReadonlyMap<number, number>

/** The collection as the server itself shows it, without the pool, over sockets that close with their answer. */
export class DirectCollection {
  readonly #url: string

  constructor(serverUrl: string) {
    this.#url = `${serverUrl}/collections/${COLLECTION}`
  }

  async create(): Promise<void> {
    await this.#ask('PUT', '', { vectors: { size: DIMENSION, distance: 'Dot' } })
  }

  async stored(): Promise<Stored> {
    const asked = { limit: 1_000_000, with_payload: true, with_vector: false }
    const { points } = (await this.#ask('POST', '/points/scroll', asked)) as {
      points: readonly { readonly id: number; readonly payload: { readonly v: number } }[]
    }
    return new Map(points.map(({ id, payload }) => [id, payload.v]))
  }

  #ask(method: string, path: string, body: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' }
      // No agent: a socket that is kept would be counted among those that the pool has left behind.
      const asked = request(this.#url + path, { method, headers, agent: false }, async (answer) => {
        try {
          const chunks = await answer.toArray()
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode !== 200)
            throw new Error(`${method} ${path} was answered with ${answer.statusCode}: ${text}`)
          resolve((JSON.parse(text) as { result: unknown }).result)
        } catch (error) {
          reject(error)
        }
      })
      asked.on('error', reject)
      asked.end(JSON.stringify(body))
    })
  }
}
