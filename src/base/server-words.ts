import { ApiError } from './qdrant-client.ts'

/** What the server said when it refused a call; undefined of another error. */
export function serverWords(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  const told: unknown = (error.data as { status?: { error?: unknown } } | null)?.status?.error
  return typeof told === 'string' ? told : `HTTP ${error.status} ${error.statusText}`
}
