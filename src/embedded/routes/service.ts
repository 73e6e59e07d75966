import { Bare, type Routes } from '../router.ts'

/** The version whose answers were recorded: clients compare it with their own. */
const VERSION = '1.18.3'

const healthy = () => new Bare('healthz check passed')

export const serviceRoutes: Routes = {
  'GET /': () => new Bare({ title: 'qdrant - vector search engine', version: VERSION }),
  'GET /healthz': healthy,
  'GET /livez': healthy,
  'GET /readyz': () => new Bare('all shards are ready'),
  'GET /cluster': () => ({ status: 'disabled' }),
  'GET /snapshots': () => [],
}
