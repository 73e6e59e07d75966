import { telemetryLevel } from '../request-params.ts'
import { Bare, type Routes } from '../router.ts'
import { Telemetry } from '../telemetry.ts'

/** The version whose answers were recorded: clients compare it with their own. */
const VERSION = '1.18.3'

const healthy = () => new Bare('healthz check passed')

export function serviceRoutes(): Routes {
  const telemetry = new Telemetry()
  return {
    'GET /': () => new Bare({ title: 'qdrant - vector search engine', version: VERSION }),
    'GET /healthz': healthy,
    'GET /livez': healthy,
    'GET /readyz': () => new Bare('all shards are ready'),
    'GET /cluster': () => ({ status: 'disabled' }),
    'GET /snapshots': () => [],
    'GET /telemetry': ({ params }, database) => telemetry.report(database, VERSION, telemetryLevel(params)),
  }
}
