import { availableParallelism } from 'node:os'
import type { Clock } from '../../base/clock.ts'
import { ConfigError } from '../../base/errors.ts'
import { serverAddress } from '../../base/server-url.ts'
import { Regions } from '../../metrics/regions.ts'
import { openPool } from '../../pool/create-pool.ts'
import type { Pool } from '../../pool/pool.ts'
import type { CommandIo } from '../output/command-io.ts'
import { printable } from '../output/printable.ts'
import type { ChosenEmbedder } from '../shared/embedder-option.ts'
import { checkAnswers } from './checks/answers.ts'
import { checkEnvironment } from './checks/environment.ts'
import { checkGrpc } from './checks/grpc.ts'
import { checkMemory } from './checks/memory.ts'
import { checkNode } from './checks/node-version.ts'
import { checkPeers } from './checks/peers.ts'
import { checkRoundTrips } from './checks/round-trips.ts'
import { checkServer } from './checks/server.ts'
import { checkThreads } from './checks/threads.ts'
import type { Check } from './examine.ts'
import { problem } from './finding.ts'
import { LOAD_LIMIT_MS, weighModel } from './model-memory.ts'
import { installedVersion, missingGrpcPackages, ownManifest } from './packages.ts'
import { ServerRequests } from './server-requests.ts'
import type { DoctorSettings } from './settings.ts'

const LIMIT_MS = 5_000
/** For a pool to open and to close behind itself, within the limit of its check. */
const OPEN_LIMIT_MS = 3_000

export interface DoctorParts {
  readonly settings: DoctorSettings
  /** Or why there is none. */
  readonly chosen: ChosenEmbedder | ConfigError
  readonly env: CommandIo['env']
  readonly clock: Clock
}

/** Looks at the process alone: needs no server. */
export function localChecks({ settings, chosen, env }: DoctorParts): Check[] {
  const own = ownManifest()
  const { size } = settings
  const embeds = !(chosen instanceof ConfigError) && chosen.kind === 'model'
  return [
    { name: 'node', limitMs: LIMIT_MS, run: () => checkNode(process.versions.node, own.engines?.node ?? '') },
    { name: 'packages', limitMs: LIMIT_MS, run: () => checkPeers(own, installedVersion) },
    { name: 'environment', limitMs: LIMIT_MS, run: () => checkEnvironment(env) },
    {
      name: 'threads',
      limitMs: LIMIT_MS,
      run: () => checkThreads({ size, cores: availableParallelism(), embeds }),
    },
    chosen instanceof ConfigError ? refusedEmbedder(chosen) : memoryCheck(size, chosen),
  ]
}

function memoryCheck(size: number, chosen: ChosenEmbedder): Check {
  const { kind } = chosen
  const name = printable(chosen.name)
  return {
    name: 'memory',
    limitMs: LOAD_LIMIT_MS + LIMIT_MS,
    run: async () => {
      const model = kind === 'model' ? { name, workerBytes: await weighModel(chosen) } : undefined
      return checkMemory({ ...memoryNow(), size, model, ...(kind === 'service' && { service: name }) })
    },
  }
}

function refusedEmbedder({ message, solutions }: ConfigError): Check {
  return { name: 'embedder', limitMs: LIMIT_MS, run: () => problem(printable(message), solutions) }
}

function memoryNow() {
  // Without a bound it is 0, or a number beyond any memory.
  const bound = process.constrainedMemory()
  const isBound = bound > 0 && bound < Number.MAX_SAFE_INTEGER
  return { availableBytes: process.availableMemory(), boundBytes: isBound ? bound : undefined }
}

export function serverCheck({ settings }: DoctorParts): Check {
  const { url, apiKey } = settings
  const clientVersion = installedVersion('@qdrant/js-client-rest')
  return {
    name: 'server',
    limitMs: LIMIT_MS,
    run: (signal) => checkServer(new ServerRequests(url, apiKey), { url, clientVersion }, signal),
  }
}

/** Where a server answers. */
export function answerChecks({ settings, clock }: DoctorParts): Check[] {
  const { url, apiKey, preferGrpc, grpcPort } = settings
  const missing = missingGrpcPackages()
  const grpc = { host: new URL(serverAddress(url).origin).hostname, port: grpcPort, preferred: preferGrpc, missing }
  return [
    { name: 'round trips', limitMs: LIMIT_MS, run: () => onPool(settings, false, checkRoundTrips) },
    {
      name: 'answers',
      limitMs: LIMIT_MS,
      run: (signal) => checkAnswers(new ServerRequests(url, apiKey), signal, clock),
    },
    {
      name: 'gRPC',
      limitMs: LIMIT_MS,
      run: (signal) => checkGrpc(grpc, (work) => onPool(settings, true, work), signal),
    },
  ]
}

async function onPool<T>(settings: DoctorSettings, preferGrpc: boolean, work: (pool: Pool) => Promise<T>): Promise<T> {
  const { url, apiKey, grpcPort } = settings
  const key = apiKey === undefined ? {} : { apiKey }
  const own = { size: 1, acquireTimeoutMs: OPEN_LIMIT_MS, monitor: false, name: 'doctor' }
  // The environment is in the settings, as far as it is fit to be used.
  const pool = await openPool({ url, ...key, preferGrpc, grpcPort, ...own }, new Regions(), {})
  try {
    return await work(pool)
  } finally {
    await pool.close({ timeoutMs: 0 })
  }
}
