import { serverAddress } from '../../base/server-url.ts'

/** Requests that ask the server about itself, beside any pool. */
export class ServerRequests {
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>

  constructor(url: string, apiKey: string | undefined) {
    const { origin, prefix } = serverAddress(url)
    this.#base = origin + prefix
    this.#headers = apiKey === undefined ? {} : { 'api-key': apiKey }
  }

  async get(path: string, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    // A redirect to elsewhere would carry the key along.
    return fetch(this.#base + path, { headers: { ...this.#headers, ...headers }, redirect: 'manual', signal })
  }
}

/** fetch says "fetch failed", and its cause why. */
export function whyFailed(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
