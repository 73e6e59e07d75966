import { fullJitterMs, type Random } from '../base/backoff.ts'
import { type Clock, systemClock } from '../base/clock.ts'
import { pause } from '../base/pause.ts'
import { retryAfterMs } from '../base/retry-after.ts'
import type { CreateContext, Embedder } from './embedder.ts'
import type { OpenaiCompatibleOptions } from './openai-compatible.ts'

/** Texts in one request; OpenAI takes 2,048 of them, others fewer. */
const MOST_TEXTS = 256
const MOST_ATTEMPTS = 6
const BASE_MS = 500
const MOST_MS = 20_000
/** A service that asks for a longer wait is told as it is. */
const LONGEST_WAIT_MS = 120_000
/** Of an answer that is shown in an error. */
const SHOWN = 200

interface Means {
  readonly clock: Clock
  readonly random: Random
}

/** Makes the embedder that `openaiCompatible()` describes; it has checked the options. */
export async function create(
  options: unknown,
  _context?: CreateContext,
  means: Means = { clock: systemClock, random: Math.random },
): Promise<Embedder> {
  const service = options as OpenaiCompatibleOptions
  const [first] = await request(service, ['dimension'], undefined, means)
  const dimension = first?.length ?? 0
  return {
    dimension,
    async embed(texts, { signal }) {
      const rows: Float32Array[] = []
      for (let start = 0; start < texts.length; start += MOST_TEXTS)
        rows.push(...(await request(service, texts.slice(start, start + MOST_TEXTS), signal, means)))
      return rows
    },
  }
}

async function request(
  { baseUrl, model, apiKey }: OpenaiCompatibleOptions,
  input: readonly string[],
  signal: AbortSignal | undefined,
  { clock, random }: Means,
): Promise<Float32Array[]> {
  const url = `${baseUrl}/embeddings`
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  }
  const body = JSON.stringify({ model, input, encoding_format: 'float' })
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    let problem: string
    let asked: number | undefined
    try {
      // A redirect would take the texts, and the key, elsewhere.
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: signal ?? null })
      const text = await answer.text()
      if (answer.ok) return vectorsOf(text, input.length, url)
      problem = `HTTP ${answer.status} ${answer.statusText}: ${text.slice(0, SHOWN)}`
      if (answer.status !== 429 && answer.status < 500) throw new ServiceError(`${url}: ${problem}`)
      asked = retryAfterMs(answer.headers.get('retry-after'), Date.now())
    } catch (error) {
      if (error instanceof ServiceError || signal?.aborted) throw error
      problem = reasonOf(error)
    }
    const delayMs = asked ?? fullJitterMs(attempt - 1, BASE_MS, MOST_MS, random)
    if (attempt === MOST_ATTEMPTS || delayMs > LONGEST_WAIT_MS)
      throw new ServiceError(`${url}: ${problem} (${attempt} ${attempt === 1 ? 'attempt' : 'attempts'})`)
    await pause(delayMs, clock, signal)
  }
}

/** What the service answered is of no use, and would be again. */
class ServiceError extends Error {
  override readonly name = 'EmbeddingsServiceError'
}

function vectorsOf(text: string, count: number, url: string): Float32Array[] {
  const rows: (Float32Array | undefined)[] = Array(count).fill(undefined)
  let data: unknown
  try {
    data = JSON.parse(text)?.data
  } catch {
    throw new ServiceError(`${url}: expected JSON, got ${text.slice(0, SHOWN)}`)
  }
  if (!Array.isArray(data) || data.length !== count)
    throw new ServiceError(`${url}: expected \`data\` to be a list of ${count}, got ${text.slice(0, SHOWN)}`)
  for (const [position, one] of data.entries()) {
    const { embedding, index = position } = (one ?? {}) as { embedding?: unknown; index?: number }
    if (!Array.isArray(embedding) || embedding.length === 0 || !embedding.every((value) => typeof value === 'number'))
      throw new ServiceError(`${url}: expected \`data[${position}].embedding\` to be a list of numbers`)
    rows[index] = Float32Array.from(embedding)
  }
  const missing = rows.indexOf(undefined)
  if (missing !== -1 || rows.length !== count)
    throw new ServiceError(`${url}: the answer has no embedding of text ${missing}`)
  return rows as Float32Array[]
}

/** Fetch says what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
