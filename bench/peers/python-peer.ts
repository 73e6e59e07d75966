import { fileURLToPath } from 'node:url'
import { GROUPS } from '../workload/data.ts'
import { isIngest } from '../workload/operations.ts'
import { USUAL_SHAPE } from '../workload/shape.ts'
import { runChild } from './child-process.ts'
import { noGrpc } from './grpc-port.ts'
import { WARM_UP_MS } from './in-process.ts'
import type { Cell, Peer, Ran, Setting } from './peer.ts'

const PYTHON = 'python3'
const SCRIPT = fileURLToPath(new URL('./python-client.py', import.meta.url))
/** For starting, importing, and the last answers. */
const SLACK_MS = 90_000
/** What the script prints when its warm-up is over. */
const MEASURING = '{"measuring": true}'
const VERSION = 'import importlib.metadata as m, qdrant_client; print(m.version("qdrant-client"))'

/**
 * qdrant-client as a program of its own, anew for each run. `rest` is the client as it comes, which on 127.0.0.1 opens a
 * connection for every call; `rest-keepalive` keeps them, as it does on other hosts.
 */
export function pythonPeer(name: string, transport: 'rest' | 'rest-keepalive' | 'grpc'): Peer {
  return {
    name,
    program,
    async missing(server) {
      if ((await program()) === undefined) return `${PYTHON} cannot import qdrant_client`
      return transport === 'grpc' ? noGrpc(server) : undefined
    },
    open: async (setting) => ({
      // Each run warms up its own process.
      warmUp: async () => {},
      run: (cell, started) => run(argumentsOf(cell, transport, setting), cell, setting.signal, started),
      close: async () => {},
    }),
  }
}

let installed: Promise<Record<string, string> | undefined> | undefined

/** Asked once: importing takes about a second. */
function program(): Promise<Record<string, string> | undefined> {
  installed ??= askVersion()
  return installed
}

async function askVersion(): Promise<Record<string, string> | undefined> {
  let version: string | undefined
  const onLine = (line: string) => {
    version = line
  }
  await runChild(PYTHON, ['-c', VERSION], { onLine }).catch(() => {})
  return version === undefined ? undefined : { 'qdrant-client (Python)': version }
}

function argumentsOf(cell: Cell, transport: string, { server }: Setting): string[] {
  const { points, dimension, ingestDimension, batch } = USUAL_SHAPE
  const options = {
    url: server.url,
    'grpc-port': server.grpcPort,
    transport,
    operation: cell.operation,
    collection: cell.collection,
    callers: cell.callers,
    seconds: cell.durationMs / 1000,
    'warm-up': WARM_UP_MS / 1000,
    points,
    groups: GROUPS,
    dimension: isIngest(cell.operation) ? ingestDimension : dimension,
    batch,
  }
  return [SCRIPT, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])]
}

async function run(
  args: readonly string[],
  { durationMs }: Cell,
  signal: AbortSignal,
  started: () => void,
): Promise<Ran> {
  let last = ''
  const onLine = (line: string) => {
    if (line === MEASURING) started()
    last = line
  }
  await runChild(PYTHON, args, { signal, timeoutMs: durationMs + SLACK_MS, onLine })
  const figures = JSON.parse(last) as Omit<Ran, 'loopP99Ms'>
  return { ...figures, loopP99Ms: undefined }
}
