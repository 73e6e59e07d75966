import { type Finding, ok, problem, warning } from '../finding.ts'
import { isAtLeast } from '../packages.ts'

/** The line of Node that gets all fixes; older ones get the urgent ones. */
const CURRENT_LTS = '24.0.0'

/** `range`: as in `engines.node`. */
export function checkNode(version: string, range: string): Finding {
  const figures = { version, range }
  if (!isAtLeast(version, range)) {
    const detail = `${version} is too old: this package needs ${range}`
    return problem(detail, ['Install Node 24'], figures)
  }
  if (isAtLeast(version, CURRENT_LTS)) return ok(version, figures)
  return warning(`${version} works, but is older than the LTS line`, ['Install Node 24'], figures)
}
