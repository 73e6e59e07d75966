// Entry of a pool worker: wires the connection, the embedder and the health schedule to piscina and to the control port.
// Nothing at the top level can fail: what can is part of the first task, `open`.
import { MessageChannel, parentPort, workerData } from 'node:worker_threads'
import * as Comlink from 'comlink'
import { systemClock } from '../src/base/clock.ts'
import { HealthSchedule } from '../src/health/schedule.ts'
import type { Control, Notice, Reply, Task, ThreadSettings } from '../src/protocol/messages.ts'
import { embedRows } from '../src/text/embed-rows.ts'
import type { Embedder } from '../src/text/embedder.ts'
import { loadEmbedder } from '../src/text/load-embedder.ts'
import { RestWire } from '../src/wire/rest/rest-wire.ts'
import { type Embed, Session } from '../src/wire/session.ts'

const settings = workerData as ThreadSettings
const session = new Session(new RestWire(settings))
const health = new HealthSchedule(
  session,
  settings.healthCheckIntervalMs,
  (report) => tell({ health: report }),
  systemClock,
)
let embedder: Embedder | undefined

const control: Control = {
  cancel: (id) => session.cancel(id),
  snapshot: () => ({ sockets: session.sockets }),
}
const { port1, port2 } = new MessageChannel()
Comlink.expose(control, port1 as unknown as Comlink.Endpoint)
parentPort?.postMessage({ control: port2 } satisfies Notice, [port2])

export default async function perform(task: Task): Promise<Reply> {
  switch (task.kind) {
    case 'open':
      return open(task.connectTimeoutMs)
    case 'reopen':
      return session.reopen(task.connectTimeoutMs)
    case 'call':
      return session.call(task.id, task, embed())
    case 'close':
      return close()
  }
}

async function open(connectTimeoutMs: number): Promise<Reply> {
  const connected = await session.probe(connectTimeoutMs)
  if (!connected.ok) return connected
  try {
    if (settings.embedder !== undefined) embedder ??= await loadEmbedder(settings.embedder)
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    return {
      ok: false,
      failure: { kind: 'code', name: error.name, message: `could not load the embedder: ${error.message}` },
    }
  }
  health.start()
  return connected
}

function embed(): Embed {
  const loaded = embedder
  return loaded && ((texts, signal) => embedRows(loaded, texts, { signal }))
}

async function close(): Promise<Reply> {
  health.stop()
  await embedder?.close?.()
  await session.close()
  return { ok: true, value: undefined }
}

function tell(notice: Notice): void {
  parentPort?.postMessage(notice)
}
