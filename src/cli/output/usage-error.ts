/** Arguments of a command that it does not take. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A UsageError, or one that node:util's parseArgs throws. */
export function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}
