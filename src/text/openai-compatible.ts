import { ConfigError } from '../base/errors.ts'
import { checkKnownOptions } from '../base/known-options.ts'
import { siblingModule } from '../base/sibling-module.ts'
import type { EmbedderSource } from './embedder.ts'

const OPTIONS = new Set(['baseUrl', 'model', 'apiKey'])

export interface OpenaiCompatibleOptions {
  /** URL below which `/embeddings` lies: 'https://api.openai.com/v1', 'http://127.0.0.1:11434/v1' (Ollama), … */
  readonly baseUrl: string
  /** Name of the model there. */
  readonly model: string
  /** Sent as a bearer token. @default none */
  readonly apiKey?: string
}

/**
 * The embeddings of an HTTP service that answers `POST {baseUrl}/embeddings` as OpenAI does: OpenAI, Ollama, Text Embeddings
 * Inference, vLLM. Each worker sends its own requests. A 429, a 5xx and a lost connection are repeated with backoff, after
 * `Retry-After` where the service names one.
 *
 * @throws {ConfigError} on a wrong option
 */
export function openaiCompatible(options: OpenaiCompatibleOptions): EmbedderSource {
  checkKnownOptions('openaiCompatible()', options, OPTIONS)
  const { baseUrl, model, apiKey } = options
  if (!isHttpUrl(baseUrl)) throw wrong('baseUrl', 'an http:// or https:// URL without credentials', baseUrl)
  if (typeof model !== 'string' || model === '') throw wrong('model', 'a name', model)
  // What it is stays out of the message.
  if (apiKey !== undefined && !isToken(apiKey))
    throw new ConfigError('openaiCompatible(): expected `apiKey` to be a string that an HTTP header can carry')
  const settings = { baseUrl: baseUrl.replace(/\/+$/, ''), model, ...(apiKey === undefined ? {} : { apiKey }) }
  // Cloning to a worker takes the key along; JSON does not: it may be logged.
  Object.defineProperty(settings, 'toJSON', { value: () => ({ baseUrl: settings.baseUrl, model }) })
  return { module: siblingModule('./openai-compatible-embedder', import.meta.url), options: settings }
}

function isHttpUrl(text: unknown): text is string {
  if (typeof text !== 'string' || !URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === ''
}

function isToken(key: unknown): boolean {
  return typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)
}

function wrong(name: string, expected: string, got: unknown): ConfigError {
  return new ConfigError(`openaiCompatible(): expected \`${name}\` to be ${expected}, got ${JSON.stringify(got)}`)
}
