import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { serverAddress } from '../../src/base/server-url.ts'
import { UsageError } from '../../src/cli/output/usage-error.ts'
import { pidListeningOn } from './listener.ts'
import { reasonOf } from './reason.ts'

const ANSWER_TIMEOUT_MS = 5_000
const HOST = '127.0.0.1'

export interface Server {
  readonly url: string
  readonly port: number
  readonly grpcPort: number
  readonly version: string
  /** Its process, where it can be found. */
  readonly pid: number | undefined
  close(): Promise<void>
}

/** The server at `url`, else an embedded one in a process of its own. */
export async function openServer(url: string | undefined, apiKey: string | undefined): Promise<Server> {
  return url === undefined || url === '' ? startChild() : existing(url, apiKey)
}

async function existing(text: string, apiKey: string | undefined): Promise<Server> {
  if (!URL.canParse(text)) throw new UsageError('Expected QDRANT_URL to be a URL')
  const { protocol, hostname } = new URL(text)
  const { origin: url, port, prefix } = serverAddress(text)
  if (protocol !== 'http:' || hostname !== HOST || prefix !== '')
    throw new UsageError(
      `This bench loads a server at http://${HOST}:PORT only, never another host; QDRANT_URL is at ${protocol}//${hostname}`,
    )
  const version = await versionOf(url, apiKey)
  return {
    url,
    port,
    grpcPort: port + 1,
    version: `Qdrant ${version}`,
    pid: pidListeningOn(port),
    close: async () => {},
  }
}

async function versionOf(url: string, apiKey: string | undefined): Promise<string> {
  const headers = apiKey === undefined ? {} : { 'api-key': apiKey }
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })
    const { version } = (await answer.json()) as { version: unknown }
    return String(version)
  } catch (cause) {
    throw new UsageError(`No Qdrant answers at ${url}: ${reasonOf(cause)}`)
  }
}

async function startChild(): Promise<Server> {
  const entry = fileURLToPath(new URL('./server-child.ts', import.meta.url))
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'], env: {} })
  const ended = once(child, 'exit')
  const line = once(createInterface(child.stdout), 'line')
  const first = await Promise.race([line, ended.then(() => undefined)])
  if (first === undefined) throw new Error('The embedded server did not start')
  const { url, port, grpcPort } = JSON.parse(String(first[0]))
  return { url, port, grpcPort, version: 'the embedded server', pid: child.pid, close: () => end(child, ended) }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), ANSWER_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}
