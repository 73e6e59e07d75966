import { Embeddings } from '@langchain/core/embeddings'
import type { Pool } from '../../src/index.ts'

/** LangChain's embeddings, computed in the pool's workers. */
export class PoolEmbeddings extends Embeddings {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super({})
    this.#pool = pool
  }

  async embedDocuments(texts: string[]): Promise<number[][]> {
    return (await this.#pool.embed(texts)).map((vector) => Array.from(vector))
  }

  async embedQuery(text: string): Promise<number[]> {
    const [vector = []] = await this.embedDocuments([text])
    return vector
  }
}
