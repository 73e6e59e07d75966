import type { QdrantClient } from '@qdrant/js-client-rest'

/** Share of the points of an exact search that the same search finds through the index, on average over the queries; 0 to 1. */
export async function meanPrecision(
  client: Pick<QdrantClient, 'query'>,
  collection: string,
  queries: readonly number[][],
  limit: number,
): Promise<number> {
  let sum = 0
  for (const query of queries) {
    const search = async (exact: boolean) => {
      const { points } = await client.query(collection, { query, limit, params: { exact } })
      return points.map(({ id }) => id)
    }
    const [found, wanted] = [new Set(await search(false)), await search(true)]
    sum += wanted.filter((id) => found.has(id)).length / wanted.length
  }
  return sum / queries.length
}
