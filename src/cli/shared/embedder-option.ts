import type { EmbedderDescription } from '../../base/options.ts'
import { hashing } from '../../text/hashing.ts'
import { openaiCompatible } from '../../text/openai-compatible.ts'
import { transformers } from '../../text/transformers.ts'
import type { CommandIo } from '../output/command-io.ts'
import { UsageError } from '../output/usage-error.ts'

export interface ChosenEmbedder {
  readonly embedder: EmbedderDescription
  /** As a sentence names it. */
  readonly name: string
  /** `model`: computes in the worker threads, and takes memory there. */
  readonly kind: 'built-in' | 'model' | 'service'
}

export const EMBEDDER_FLAGS = {
  model: { type: 'string' },
  dtype: { type: 'string' },
  'embeddings-url': { type: 'string' },
} as const

export const EMBEDDER_HELP = `  --model NAME            a model of @huggingface/transformers, its name or its folder (default: hashing())
  --dtype NAME            precision of its weights: fp32, fp16, q8, q4
  --embeddings-url URL    the service whose --model it is (POST URL/embeddings); its key: OPENAI_API_KEY
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
export function chooseEmbedder(flags: EmbedderFlags, env: CommandIo['env']): ChosenEmbedder {
  const { model, dtype, 'embeddings-url': baseUrl } = flags
  if (model === undefined) {
    if (dtype !== undefined || baseUrl !== undefined) throw new UsageError('--dtype and --embeddings-url need --model')
    return { embedder: hashing(), name: 'hashing()', kind: 'built-in' }
  }
  if (baseUrl === undefined)
    return { embedder: transformers(model, dtype === undefined ? {} : { dtype }), name: model, kind: 'model' }
  if (dtype !== undefined) throw new UsageError('--dtype is of no use with --embeddings-url')
  const apiKey = env.OPENAI_API_KEY
  const embedder = openaiCompatible({ baseUrl, model, ...(apiKey ? { apiKey } : {}) })
  return { embedder, name: `${model} at ${baseUrl}`, kind: 'service' }
}
