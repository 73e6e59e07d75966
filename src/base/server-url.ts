/** What `isServerUrl` takes, in the words of an error message. */
export const SERVER_URL = "an http:// or https:// URL without query, or ':memory:'"

/** The port that Qdrant and its client assume where a URL names none. */
const DEFAULT_PORT = 6333

export function isServerUrl(value: string): boolean {
  if (value === ':memory:') return true
  const parsed = URL.parse(value)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.search === '' && parsed.hash === ''
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
  const named = /^https?:\/\/[^/]*:(\d+)(?:\/|$)/i.exec(url)?.[1]
  const port = named === undefined ? DEFAULT_PORT : Number(named)
  return { origin: `${parsed.protocol}//${parsed.hostname}:${port}`, port, prefix: parsed.pathname.replace(/\/+$/, '') }
}
