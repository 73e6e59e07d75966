import { LIVE_VIEW_VERSION, type LiveView } from '../../monitor/live-view.ts'
import { notAJob, otherVersion } from './view-errors.ts'

const PARTS = ['stats', 'recent', 'servers', 'alerts', 'events'] as const satisfies readonly (keyof LiveView)[]

/** @throws QdrantPoolError UNKNOWN_VIEW on a line that is no view of this version */
export function readView(path: string, line: string): LiveView {
  const value = parsed(path, line)
  const { version } = value
  if (version === undefined) throw notAJob(path, 'it sent something else than the view of a pool')
  if (version !== LIVE_VIEW_VERSION) throw otherVersion(path, version)
  const missing = PARTS.filter((part) => typeof value[part] !== 'object' || value[part] === null)
  if (missing.length > 0) throw notAJob(path, `its line lacks ${missing.join(', ')}`)
  return value as unknown as LiveView
}

function parsed(path: string, line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw notAJob(path, 'it sent a line that is no JSON object')
}
