import { serverAddress } from '../../base/server-url.ts'

export interface ServerRequest {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Posted as JSON; without it the request is a GET. */
  readonly body?: object
}

/** Requests that ask the server about itself, as fetch sends them, beside any pool. */
export class ServerRequests {
  readonly #base: string
  readonly #headers: Readonly<Record<string, string>>

  constructor(url: string, apiKey: string | undefined) {
    const { origin, prefix } = serverAddress(url)
    this.#base = origin + prefix
    this.#headers = apiKey === undefined ? {} : { 'api-key': apiKey }
  }

  async send({ path, headers, body }: ServerRequest, signal: AbortSignal): Promise<Response> {
    const posted =
      body === undefined
        ? { headers: { ...this.#headers, ...headers } }
        : {
            method: 'POST',
            headers: { ...this.#headers, 'content-type': 'application/json', ...headers },
            body: JSON.stringify(body),
          }
    // A redirect to elsewhere would carry the key along.
    return fetch(this.#base + path, { ...posted, redirect: 'manual', signal })
  }
}

/** fetch says "fetch failed", and its cause why. */
export function whyFailed(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
