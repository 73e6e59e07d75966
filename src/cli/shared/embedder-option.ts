import type { EmbedderDescription } from '../../base/options.ts'
import { hashing } from '../../text/hashing.ts'
import { openaiCompatible } from '../../text/openai-compatible.ts'
import { transformers } from '../../text/transformers.ts'
import type { CommandIo } from '../output/command-io.ts'
import { UsageError } from '../output/usage-error.ts'

export const EMBEDDER_FLAGS = {
  model: { type: 'string' },
  dtype: { type: 'string' },
  'embeddings-url': { type: 'string' },
} as const

export const EMBEDDER_HELP = `  --model NAME           a model of @huggingface/transformers, by its name or its folder (default: hashing())
  --dtype NAME           precision of its weights: fp32, fp16, q8, q4
  --embeddings-url URL   take --model of the service there instead (POST URL/embeddings); its key: OPENAI_API_KEY
`

interface EmbedderFlags {
  readonly model?: string | undefined
  readonly dtype?: string | undefined
  readonly 'embeddings-url'?: string | undefined
}

/**
 * The embedder that the flags name; without any, the built-in one.
 * @throws UsageError on flags that do not fit together; ConfigError on values that the embedder does not take
 */
export function chooseEmbedder(flags: EmbedderFlags, env: CommandIo['env']): EmbedderDescription {
  const { model, dtype, 'embeddings-url': baseUrl } = flags
  if (model === undefined) {
    if (dtype !== undefined || baseUrl !== undefined) throw new UsageError('--dtype and --embeddings-url need --model')
    return hashing()
  }
  if (baseUrl === undefined) return transformers(model, dtype === undefined ? {} : { dtype })
  if (dtype !== undefined) throw new UsageError('--dtype is of no use with --embeddings-url')
  const apiKey = env.OPENAI_API_KEY
  return openaiCompatible({ baseUrl, model, ...(apiKey ? { apiKey } : {}) })
}
