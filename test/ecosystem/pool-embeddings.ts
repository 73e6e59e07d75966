import type { EmbeddingsInterface } from '@langchain/core/embeddings'
import type { Pool } from '../../src/index.ts'

/** LangChain's embeddings, computed in the pool's workers. */
export function poolEmbeddings(pool: Pool): EmbeddingsInterface {
  const embedDocuments = async (texts: string[]) => (await pool.embed(texts)).map((vector) => Array.from(vector))
  return { embedDocuments, embedQuery: async (text) => (await embedDocuments([text]))[0] ?? [] }
}
