import { availableParallelism } from 'node:os'
import { Crew } from '../actors/crew.ts'
import { makeThreadedActor } from '../actors/crew-parts.ts'
import { poolIdentity } from '../base/channels.ts'
import { systemClock } from '../base/clock.ts'
import { ConnectionCreationFailedError } from '../base/errors.ts'
import { type PoolOptions, type ResolvedOptions, resolveOptions } from '../base/options.ts'
import { Dispatcher } from '../dispatch/dispatcher.ts'
import { revive } from '../dispatch/revive.ts'
import { type LocalServer, startLocalServer } from '../embedded/local-server.ts'
import { Recorder } from '../metrics/recorder.ts'
import { Regions } from '../metrics/regions.ts'
import { openLive } from '../monitor/live.ts'
import type { LiveSocket } from '../monitor/live-socket.ts'
import { PoolMonitor } from '../monitor/monitor.ts'
import { type Failure, failureText } from '../protocol/failure.ts'
import { RestTurn } from '../protocol/rest-turn.ts'
import { EventHub } from './event-hub.ts'
import { checkGrpcPackages } from './grpc-packages.ts'
import { Pool } from './pool.ts'
import { type ServerTargets, threadSettings } from './thread-settings.ts'

/**
 * Opens a pool with `minSize` workers, each a thread with one connection.
 *
 * ```ts
 * const pool = await createPool({ url: 'http://127.0.0.1:6333', size: 5 })
 * const points = await pool.client.retrieve('docs', { ids: [1, 2] })
 * await pool.close()
 * ```
 * @throws ConfigError on an option or environment variable that the pool does not take
 * @throws ConnectionCreationFailedError when no connection opened within `acquireTimeoutMs`
 */
export async function createPool(given: PoolOptions = {}): Promise<Pool> {
  return openPool(given, new Regions())
}

/**
 * As `createPool`, with the memory in which the pool counts (the bench of what that costs gives one in which nothing is),
 * and with another environment than the process's.
 */
export async function openPool(given: PoolOptions, regions: Regions, environment = process.env): Promise<Pool> {
  const options = resolveOptions(given, environment)
  if (options.preferGrpc) checkGrpcPackages()
  const server = await localServer(options)
  const restTurn = RestTurn.memory()
  const targets: ServerTargets = {
    urls: server === undefined ? [options.url].flat() : [server.url],
    grpc: options.preferGrpc ? { port: server?.grpcPort ?? options.grpcPort, restTurn } : undefined,
  }
  const identity = poolIdentity(options.name)
  const recorder = new Recorder(regions, identity)
  const events = new EventHub(identity)
  const crew: Crew = new Crew(
    {
      options,
      urls: targets.urls,
      settings: (slot) => threadSettings(options, targets, slot),
      regions,
      clock: systemClock,
      random: Math.random,
      makeActor: makeThreadedActor,
    },
    {
      free: () => dispatcher.pumpSoon(),
      waiting: () => dispatcher.ready,
      ended: (slot) => new RestTurn(restTurn).give(slot),
      tell: events.tell,
    },
  )
  const dispatcher: Dispatcher = new Dispatcher(
    crew,
    { ...options, identity, cores: availableParallelism() },
    recorder,
    systemClock,
    Math.random,
  )
  const clock = systemClock
  const observed = { identity, options, crew, dispatcher, events, clock }
  const monitor = new PoolMonitor(observed, options.monitor)
  let live: LiveSocket | undefined
  const closeOwn = async () => {
    await live?.close()
    await server?.close()
  }
  const pool = new Pool({ ...observed, url: targets.urls[0] as string, recorder, monitor, closeOwn })
  const { socket } = options.monitor
  try {
    if (socket !== undefined) live = await openLive(socket, monitor, observed, targets.urls)
  } catch (error) {
    await pool.close({ timeoutMs: 0 })
    throw error
  }
  if (options.lazy) return pool
  try {
    await crew.open(options.acquireTimeoutMs)
  } catch (error) {
    const { lastFailure } = crew
    await pool.close({ timeoutMs: 0 })
    throw openError(lastFailure, targets.urls, options, error)
  }
  return pool
}

async function localServer(options: ResolvedOptions): Promise<LocalServer | undefined> {
  const { path, url, preferGrpc } = options
  if (path === undefined && url !== ':memory:') return undefined
  try {
    return await startLocalServer({ ...(path === undefined ? {} : { path }), grpc: preferGrpc })
  } catch (cause) {
    throw new ConnectionCreationFailedError(`Could not start the embedded server: ${(cause as Error).message}`, {
      cause,
      solutions: ['Close the process that uses the folder, or choose another `path`'],
    })
  }
}

function openError(
  failure: Failure | undefined,
  urls: readonly string[],
  { acquireTimeoutMs, name }: ResolvedOptions,
  cause: unknown,
): Error {
  const why = failure === undefined ? `no answer within ${acquireTimeoutMs} ms` : failureText(failure)
  return new ConnectionCreationFailedError(
    `Could not open a connection of pool '${name}' to ${urls.join(', ')}: ${why}`,
    {
      cause: failure === undefined ? cause : revive(failure, 'open'),
    },
  )
}
