import { QdrantPoolError } from '../../base/errors.ts'
import { LIVE_VIEW_VERSION } from '../../monitor/live-view.ts'

export function notAJob(path: string, why: string, ...solutions: string[]): QdrantPoolError {
  const message = `What listens at ${JSON.stringify(path)} is no job of qdrant-worker-pool: ${why}`
  return new QdrantPoolError('UNKNOWN_VIEW', message, { solutions: [...solutions, ...advice(path)] })
}

export function otherVersion(path: string, version: unknown): QdrantPoolError {
  const [theirs, ours] = [JSON.stringify(version), LIVE_VIEW_VERSION]
  const message = `The job at ${JSON.stringify(path)} tells of itself in version ${theirs}; this command knows version ${ours}`
  return new QdrantPoolError('UNKNOWN_VIEW', message, {
    solutions: ['Run the command of the version of qdrant-worker-pool that the job has'],
  })
}

export function silence(path: string, waitedMs: number): QdrantPoolError {
  const message = `The job at ${JSON.stringify(path)} did not answer within ${waitedMs / 1000} s`
  return new QdrantPoolError('NO_ANSWER', message, {
    solutions: ["Its event loop is blocked: look for long synchronous work in the job's main thread"],
  })
}

export function unreachable(path: string, cause: NodeJS.ErrnoException): QdrantPoolError {
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    const message = `The socket ${JSON.stringify(path)} is another user's`
    return new QdrantPoolError('NO_JOB', message, {
      cause,
      solutions: ['Run this command as the user who runs the job'],
    })
  }
  const isNobody = cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED'
  const why = isNobody ? '' : ` (${cause.code ?? cause.message})`
  const message = `No job listens at ${JSON.stringify(path)}${why}`
  return new QdrantPoolError('NO_JOB', message, { cause, solutions: advice(path) })
}

function advice(path: string): string[] {
  return [
    `Give the job's pool a socket: createPool({ monitor: { socket: ${JSON.stringify(path)} } })`,
    'Check that the job still runs, and that the path is the same seen from here',
  ]
}
