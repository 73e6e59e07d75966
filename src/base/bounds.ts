import { ConfigError } from './errors.ts'
import { issuesText } from './option-issues.ts'
import { boundsSchema } from './options-schema.ts'

export interface Bounds {
  /** Most workers. */
  readonly size: number
  /** Workers that stay open when idle. */
  readonly minSize: number
}

/** The bounds of `resize`. @throws ConfigError */
export function resolveBounds(given: Bounds): Bounds {
  const parsed = boundsSchema.safeParse(given, { reportInput: true })
  if (!parsed.success) throw new ConfigError(issuesText(parsed.error.issues, { ...given }))
  const { size, minSize } = parsed.data
  if (minSize > size) throw new ConfigError(`Expected \`minSize\` to be at most \`size\` (${size}), got ${minSize}`)
  return parsed.data
}
