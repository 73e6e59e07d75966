// Entry of a pool worker: wires the connection, the embedder, the heartbeat and the health schedule to piscina and to
// the ports of calls and of control.
// Nothing at the top level can fail: what can is part of the first task, `open`.
import { MessageChannel, parentPort, workerData } from 'node:worker_threads'
import * as Comlink from 'comlink'
import { systemClock } from '../src/base/clock.ts'
import { CHECK_LIMIT_MS } from '../src/health/check-limit.ts'
import { checkNow } from '../src/health/check-now.ts'
import { HealthSchedule } from '../src/health/schedule.ts'
import { FreeWorkers } from '../src/metrics/free-workers.ts'
import { TICK_MS } from '../src/metrics/heartbeat.ts'
import { RecordingSwitch } from '../src/metrics/recording-switch.ts'
import { SlotRegion } from '../src/metrics/slot-region.ts'
import { thrownFailure } from '../src/protocol/failure.ts'
import type { Control, HealthReport, Notice, Reply, Task, ThreadSettings } from '../src/protocol/messages.ts'
import { embedRows } from '../src/text/embed-rows.ts'
import type { Embedder } from '../src/text/embedder.ts'
import { openEmbedder } from '../src/text/open-embedder.ts'
import { watchNative } from '../src/text/watch-native.ts'
import { serveCalls } from '../src/wire/serve-calls.ts'
import { Session } from '../src/wire/session.ts'
import { catchStrayErrors } from '../src/wire/stray-errors.ts'
import type { MakeClient } from '../src/wire/task/run-task.ts'
import { StrayError } from '../src/wire/user-code.ts'
import type { Wire } from '../src/wire/wire.ts'

const settings = workerData as ThreadSettings
const region = new SlotRegion(settings.region, new RecordingSwitch(settings.recording))
const { heartbeat } = region
const freeWorkers = new FreeWorkers(settings.freeWorkers)
let session: Session | undefined
let health: HealthSchedule | undefined
let embedder: Embedder | undefined

heartbeat.tick()
setInterval(() => heartbeat.tick(), TICK_MS).unref()
watchNative(process, () => {
  heartbeat.native = true
})
catchStrayErrors(process, (stray) => {
  session?.strayed(stray)
  tell({ stray })
})

const control: Control = {
  cancel: (id) => session?.cancel(id),
  check: async (tier, collection) => counted(await checkNow(await opened(), tier, collection, systemClock)),
}
const controlChannel = new MessageChannel()
Comlink.expose(control, controlChannel.port1 as unknown as Comlink.Endpoint)
const callChannel = new MessageChannel()
serveCalls(callChannel.port1, async (calls) => (await opened()).calls(calls, embed))
const ports = { control: controlChannel.port2, calls: callChannel.port2 }
parentPort?.postMessage(ports satisfies Notice, Object.values(ports))

export default async function perform(task: Task): Promise<Reply> {
  try {
    session ??= new Session(await loadWire(), region, makeClient)
    switch (task.kind) {
      case 'open':
        return await open(session, task.connectTimeoutMs)
      case 'reopen':
        return await session.reopen(task.connectTimeoutMs)
      case 'close':
        return await close(session)
    }
  } catch (thrown) {
    return { ok: false, failure: thrown instanceof StrayError ? thrown.thrown : thrownFailure(thrown) }
  }
}

async function opened(): Promise<Session> {
  if (session === undefined) throw new Error('a call came before the connection was opened')
  return session
}

/** Only what the pool speaks is loaded: the gRPC schemas alone cost 49 MB a thread. */
async function loadWire(): Promise<Wire> {
  const { RestWire } = await import('../src/wire/rest/rest-wire.ts')
  if (settings.grpc === undefined) return new RestWire(settings)
  const { GrpcWire } = await import('../src/wire/grpc/grpc-wire.ts')
  const { GrpcFirstWire } = await import('../src/wire/grpc-first-wire.ts')
  const { RestTurn } = await import('../src/protocol/rest-turn.ts')
  // Now, because the thread answers nobody while it loads them: not even who would cancel a call.
  await (await import('../src/wire/grpc/vendor.ts')).loadVendor()
  const grpc = new GrpcWire({ ...settings, grpcPort: settings.grpc.port })
  return new GrpcFirstWire(grpc, settings, new RestTurn(settings.grpc.restTurn))
}

async function open(target: Session, connectTimeoutMs: number): Promise<Reply> {
  const connected = await target.connect(connectTimeoutMs)
  if (!connected.ok) return connected
  const { embedder: source } = settings
  // As the user's code: a native model must not be cut off while it computes, and what it throws astray fails the opening.
  if (source !== undefined) embedder ??= await target.runUserCode(() => openEmbedder(source, source))
  health ??= new HealthSchedule(
    healthTarget(target),
    settings.healthCheckIntervalMs,
    (report) => tell({ health: counted(report) }),
    systemClock,
  )
  health.start()
  return connected
}

function healthTarget(target: Session) {
  return {
    get free() {
      return heartbeat.free
    },
    get freeWorkers() {
      return freeWorkers.count
    },
    get busy() {
      return target.busy
    },
    get idleMs() {
      return target.idleMs
    },
    check: (tier: Parameters<Session['check']>[0]) => target.check(tier, CHECK_LIMIT_MS),
    reopen: (timeoutMs: number) => target.reopen(timeoutMs),
  }
}

async function embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
  if (embedder === undefined) throw new TypeError("this needs the pool's option `embedder`")
  return embedRows(embedder, texts, { signal })
}

/** Loaded with the first task: the client costs 30 MB a thread. */
async function makeClient(send: Parameters<MakeClient>[0]): Promise<object> {
  return (await import('../src/client/direct-client.ts')).createDirectClient(send)
}

async function close(target: Session): Promise<Reply> {
  health?.stop()
  await embedder?.close?.()
  await target.close()
  return { ok: true, value: undefined }
}

function counted(report: HealthReport): HealthReport {
  region.checked(report.tier, report.durationMs)
  return report
}

function tell(notice: Notice): void {
  parentPort?.postMessage(notice)
}
