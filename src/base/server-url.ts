/** What `isServerUrl` takes, in the words of an error message. */
export const SERVER_URL = "an http:// or https:// URL without credentials or query, or ':memory:'"

/** The port that Qdrant and its client assume where a URL names none. */
const DEFAULT_PORT = 6333

export function isServerUrl(value: string): boolean {
  return value === ':memory:' || isHttpUrl(value)
}

/** Stricter than URL, which would mend blanks and backslashes and so lose the port; no credentials, no query. */
export function isHttpUrl(value: string): boolean {
  return /^https?:\/\/[^\s?#\\@]+$/i.test(value) && URL.canParse(value)
}

export interface ServerAddress {
  readonly origin: string
  readonly port: number
  /** Path under which the server's routes live: '' or '/prefix'. */
  readonly prefix: string
}

export function serverAddress(url: string): ServerAddress {
  const parsed = new URL(url)
  // URL drops a port that is the scheme's default, so one that the text names has to be read from the text.
  const named = parsed.port || /^https?:\/\/[^/]*:(\d+)(?:\/|$)/i.exec(url)?.[1]
  const port = named === undefined ? DEFAULT_PORT : Number(named)
  return { origin: `${parsed.protocol}//${parsed.hostname}:${port}`, port, prefix: parsed.pathname.replace(/\/+$/, '') }
}
