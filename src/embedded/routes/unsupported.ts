import { unsupported } from '../errors.ts'
import type { Handler, Routes } from '../router.ts'

const refused =
  (what: string): Handler =>
  () => {
    throw unsupported(what)
  }

/** Calls that the real server knows and this one does not: better a sentence than a 404. */
export const unsupportedRoutes: Routes = Object.fromEntries(
  [
    ['Creating snapshots', 'POST :/snapshots', 'POST /snapshots'],
    ['Recovering from snapshots', 'PUT :/snapshots/recover', 'POST :/snapshots/upload'],
    ['Keeping snapshots', 'GET :/snapshots/*', 'DELETE :/snapshots/*', 'GET /snapshots/**', 'DELETE /snapshots/**'],
    ['Taking snapshots of shards', 'GET :/shards/**', 'POST :/shards/**', 'PUT :/shards/**', 'DELETE :/shards/**'],
    ['Clustering', 'GET :/cluster', 'POST :/cluster', 'GET /cluster/**', 'POST /cluster/**', 'DELETE /cluster/**'],
    ['Sharding by key', 'GET :/shards', 'PUT :/shards', 'POST :/shards/delete'],
    ['The distance matrix', 'POST :/points/search/matrix/pairs', 'POST :/points/search/matrix/offsets'],
    ['Adding and dropping vector names', 'PUT :/vectors/*', 'DELETE :/vectors/*'],
    ['Optimization reports', 'GET :/optimizations'],
    ['Metrics', 'GET /metrics'],
    ['The list of issues', 'GET /issues', 'DELETE /issues'],
  ].flatMap(([what = '', ...keys]) => keys.map((key) => [key, refused(what)])),
)
