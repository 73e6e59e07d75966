import { once } from 'node:events'
import { connect } from 'node:net'
import { median } from '../../../base/median.ts'
import type { Pool } from '../../../pool/pool.ts'
import { type Finding, ok, problem } from '../finding.ts'
import { ms } from '../ms.ts'
import { whyFailed } from '../server-requests.ts'

export interface GrpcFacts {
  readonly host: string
  readonly port: number
  /** It is asked for: QDRANT_PREFER_GRPC. */
  readonly preferred: boolean
  /** Packages that gRPC needs and that are not installed. */
  readonly missing: readonly string[]
}

const ROUNDS = 5

/** Whether `preferGrpc` could be used; that it could not is a problem only where it is asked for. */
export async function checkGrpc(
  { host, port, preferred, missing }: GrpcFacts,
  onGrpcPool: <T>(work: (pool: Pick<Pool, 'checkHealth'>) => Promise<T>) => Promise<T>,
  signal: AbortSignal,
): Promise<Finding> {
  const unusable = (why: string, change: string, figures: object) => {
    const found = { port, usable: false, ...figures }
    if (!preferred) return ok(`${why}: preferGrpc could not be used`, found)
    return problem(`${why}, but QDRANT_PREFER_GRPC is set`, [change, 'Or unset QDRANT_PREFER_GRPC'], found)
  }
  const closed = await whyClosed(host, port, signal)
  if (closed !== undefined) {
    const change = `Let the server listen for gRPC on port ${port}, or give createPool its \`grpcPort\``
    return unusable(`port ${port} of ${host} does not answer (${closed})`, change, { reachable: false })
  }
  if (missing.length > 0) {
    const names = missing.join(' ')
    return unusable(`port ${port} is open, ${names} not installed`, `npm install ${names}`, {
      reachable: true,
      missing,
    })
  }
  try {
    const roundTripMs = await onGrpcPool(medianOf)
    const detail = `port ${port}: preferGrpc can be used, a round trip takes ${ms(roundTripMs)}`
    return ok(detail, { port, usable: true, reachable: true, roundTripMs })
  } catch (error) {
    signal.throwIfAborted()
    const why = `what listens on port ${port} does not speak gRPC as Qdrant does (${whyFailed(error)})`
    return unusable(why, "Give createPool the server's `grpcPort`", { reachable: true })
  }
}

async function whyClosed(host: string, port: number, signal: AbortSignal): Promise<string | undefined> {
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect', { signal })
    return undefined
  } catch (error) {
    return signal.aborted ? 'no answer' : whyFailed(error)
  } finally {
    socket.destroy()
  }
}

async function medianOf(pool: Pick<Pool, 'checkHealth'>): Promise<number> {
  const durations: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { workers } = await pool.checkHealth('medium')
    durations.push(...workers.map(({ durationMs }) => durationMs))
  }
  return median(durations)
}
