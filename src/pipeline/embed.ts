import { checkKnownOptions } from '../base/known-options.ts'
import { embed as operation, takeTexts } from '../operations/embed.ts'
import { CALL_OPTIONS, type PipelineCallOptions, type PipelineParts } from './parts.ts'
import { sideBySide } from './side-by-side.ts'

export type EmbedOptions = PipelineCallOptions

/** Texts embedded together. */
const BATCH_SIZE = 64
const OPTIONS = new Set<string>(CALL_OPTIONS)

/** One vector a text, in order. The first error ends the whole. */
export async function embed(
  parts: PipelineParts,
  given: readonly string[],
  options: EmbedOptions,
): Promise<Float32Array[]> {
  checkKnownOptions('embed', options, OPTIONS)
  const texts = takeTexts(given)
  const batches = Array.from({ length: Math.ceil(texts.length / BATCH_SIZE) }, (_, batch) =>
    texts.slice(batch * BATCH_SIZE, (batch + 1) * BATCH_SIZE),
  )
  const vectors: Float32Array[] = new Array(texts.length)
  await sideBySide(parts, `embed of ${texts.length} texts`, batches, options, async (submit, batch, index) => {
    const rows = await submit({ operation: operation.name, target: '', params: { texts: batch } })
    for (const [row, vector] of (rows as readonly Float32Array[]).entries()) vectors[index * BATCH_SIZE + row] = vector
  })
  return vectors
}
