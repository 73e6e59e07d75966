// A task: runs in a worker thread, beside its connection and its model.

/**
 * Takes four times as many candidates as are asked for, and puts those first in which the question's words stand close
 * to each other.
 *
 * @param {{ collection: string, question: string, limit: number }} input
 * @param {import('qdrant-worker-pool').TaskContext} context
 */
export async function rerank({ collection, question, limit }, { client, embed, signal }) {
  const [query] = await embed([question])
  const { points } = await client.query(collection, { query: [...query], limit: 4 * limit, with_payload: true })
  signal.throwIfAborted()
  const words = question.toLowerCase().match(/\p{L}+/gu) ?? []
  return points
    .map(({ id, score, payload }) => ({ id, text: payload.text, score: score + 0.2 * closeness(payload.text, words) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
}

/** Share of the words that stand in the text's best window of 20 words. */
function closeness(text, words) {
  const found = text.toLowerCase().match(/\p{L}+/gu) ?? []
  let best = 0
  for (let start = 0; start < found.length; start++) {
    const window = new Set(found.slice(start, start + 20))
    best = Math.max(best, words.filter((word) => window.has(word)).length)
  }
  return words.length === 0 ? 0 : best / words.length
}
