import { type LocalServer, startLocalServer } from '../../src/embedded/local-server.ts'
import { ConnectionCreationFailedError, createPool, type Pool, type PoolOptions } from '../../src/index.ts'
import { FaultProxy } from '../../test/support/fault-proxy.ts'
import { DirectCollection } from './collection.ts'
import type { EmbedderOptions } from './embedder.ts'
import type { ChaosOptions } from './options.ts'
import { LIMITS } from './world.ts'

/** Of the pool that is judged. */
export const POOL_NAME = 'chaos'

const OPEN_ATTEMPTS = 10

/** A proxy before one of the server's ports, and how many connections may be open there at one time. */
export interface Gate {
  readonly proxy: FaultProxy
  readonly mostOpen: number
}

/** Where the calls of one pool go in. */
export interface PoolGates {
  readonly rest: Gate
  /** Present where the pool prefers gRPC. */
  readonly grpc: Gate | undefined
}

/** The server, the proxies before it, and the pool that goes through them. */
export interface Rig {
  readonly server: LocalServer
  readonly direct: DirectCollection
  readonly pool: Pool
  /** How long this machine took to open it. */
  readonly openedMs: number
  /** Of pools beside it. */
  readonly sideGate: PoolGates
  readonly gates: readonly Gate[]
  /** Of the model that workers load. */
  readonly mood: Int32Array<SharedArrayBuffer>
}

/** @param sideSize workers of a pool beside the first */
export async function setUpRig({ size, grpc }: ChaosOptions, sideSize: number): Promise<Rig> {
  const server = await startLocalServer({ grpc })
  const direct = new DirectCollection(server.url)
  await direct.create()
  const mood = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const own = await gatesOf(server, size)
  const sideGate = await gatesOf(server, sideSize)
  const startedAt = performance.now()
  const pool = await openPool({ ...poolOptions({ mood }, own), size })
  const openedMs = performance.now() - startedAt
  const gates = [own, sideGate].flatMap((gate) => [gate.rest, gate.grpc ?? []].flat())
  return { server, direct, pool, openedMs, sideGate, gates, mood }
}

/** A busy machine may take longer than the short acquire timeout. */
async function openPool(options: PoolOptions): Promise<Pool> {
  for (let attempt = 1; attempt < OPEN_ATTEMPTS; attempt++) {
    try {
      return await createPool(options)
    } catch (error) {
      if (!(error instanceof ConnectionCreationFailedError)) throw error
    }
  }
  return createPool(options)
}

export function poolOptions({ mood }: Pick<Rig, 'mood'>, { rest, grpc }: PoolGates): PoolOptions {
  const options: EmbedderOptions = { mood }
  return {
    ...LIMITS,
    name: POOL_NAME,
    url: rest.proxy.url,
    ...(grpc && { preferGrpc: true, grpcPort: Number(new URL(grpc.proxy.url).port) }),
    embedder: { module: new URL('./embedder.ts', import.meta.url), options },
  }
}

async function gatesOf({ url, grpcPort }: LocalServer, size: number): Promise<PoolGates> {
  const rest = await FaultProxy.before(url)
  if (grpcPort === undefined) return { rest: { proxy: rest, mostOpen: size }, grpc: undefined }
  const proxy = await FaultProxy.before(`http://127.0.0.1:${grpcPort}`)
  // What has no gRPC form goes over one REST socket at a time in the whole pool.
  return { rest: { proxy: rest, mostOpen: 1 }, grpc: { proxy, mostOpen: size } }
}
