import { embedRows } from './embed-rows.ts'
import type { CreateContext, Embedder, EmbedderSource } from './embedder.ts'
import { loadEmbedder } from './load-embedder.ts'

/** What an embedder is tried with; short, so that it costs little. */
export const WARM_UP_TEXT = 'warm up'

/**
 * Loads an embedder and embeds one text with it: so a model that gives no vectors of its dimension is told by who opens
 * the pool, and no call pays for what the first run costs. An embedder that fails is closed.
 *
 * @throws what the embedder throws; {@link TypeError} when it is no embedder, or its vector is wrong
 */
export async function openEmbedder(source: EmbedderSource, context: CreateContext): Promise<Embedder> {
  const embedder = await loadEmbedder(source, context)
  try {
    await embedRows(embedder, [WARM_UP_TEXT], { signal: new AbortController().signal })
  } catch (error) {
    await closed(embedder)
    throw error
  }
  return embedder
}

async function closed(embedder: Embedder): Promise<void> {
  try {
    await embedder.close?.()
  } catch {
    // Why it does not embed is told already.
  }
}
