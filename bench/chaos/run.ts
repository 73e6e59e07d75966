import type { PoolStats } from '../../src/index.ts'
import { Alarms } from './alarms.ts'
import { CallBook } from './call-book.ts'
import { Caller } from './caller.ts'
import { type Check, type Evidence, judge } from './checks.ts'
import type { Stored } from './collection.ts'
import { Dice } from './dice.ts'
import { EventBook } from './event-book.ts'
import { Findings } from './findings.ts'
import { Journal } from './journal.ts'
import { LedgerWatch } from './ledger-watch.ts'
import { abortListeners } from './manner.ts'
import { type Memory, memoryNow } from './memory.ts'
import type { ChaosOptions } from './options.ts'
import { PointModel } from './point-model.ts'
import { type Look, Progress } from './progress.ts'
import { grown, holdings, ThreadWatch, warmUpPlatform } from './resources.ts'
import { POOL_NAME, type Rig, setUpRig } from './rig.ts'
import { SIDE_SIZE, SidePools } from './side-pools.ts'
import { Steward } from './steward.ts'
import { type Recovery, Storm } from './storm.ts'
import { pause, settlesWithin, soon } from './waits.ts'
import { MOST_DELAY_MS, Weather } from './weather.ts'
import { LeaseBook, LIMITS, type World } from './world.ts'

/** What the slowest machine may take to hand on a request that was sent. */
const SLACK_MS = 1_000
const WARM_UP_SHARE = 0.25
const MOST_WARM_UP_MS = 60_000
/** Beyond the deadlines of the calls that are open when callers and storm stop. */
const SETTLE_MS = 15_000
const CLOSE_TIMEOUT_MS = 300
const CLOSE_LIMIT_MS = 15_000

export interface ChaosResult {
  readonly options: ChaosOptions
  readonly minutes: number
  readonly endings: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly faults: Readonly<Record<string, number>>
  readonly pool: Readonly<Record<string, number>>
  readonly recoveries: readonly Recovery[]
  readonly checks: readonly Check[]
  readonly passed: boolean
}

/** Runs until the time is up or the signal aborts; then settles, closes, and judges. */
export async function runChaos(options: ChaosOptions, signal: AbortSignal): Promise<ChaosResult> {
  await warmUpPlatform()
  const before = holdings()
  const startedAt = performance.now()
  const threads = new ThreadWatch()
  const alarms = new Alarms()
  const rig = await setUpRig(options, SIDE_SIZE)
  const run = new Run(rig, options)
  const memory = await run.live(signal)
  const { evidence, pool } = await run.end()
  await rig.server.close()
  alarms.stop()
  // The last handles close in turns of their own.
  await soon(() => threads.live === 0 && grown(before, holdings()).length === 0)
  const left = {
    ...evidence.left,
    threads: threads.live,
    grown: [...evidence.left.grown, ...grown(before, holdings())],
  }
  threads.stop()
  const checks = judge({ ...evidence, alarms: alarms.wrong, left, memory })
  return {
    options,
    minutes: (performance.now() - startedAt) / 60_000,
    endings: Object.fromEntries([...run.journal.endings].map(([kind, labels]) => [kind, Object.fromEntries(labels)])),
    faults: Object.fromEntries(run.storm.counts),
    pool: { ...pool, threads: threads.started },
    recoveries: run.storm.recoveries,
    checks,
    passed: checks.every(({ passed }) => passed),
  }
}

class Run {
  readonly journal = new Journal()
  readonly storm: Storm
  readonly #rig: Rig
  readonly #options: ChaosOptions
  readonly #world: World
  readonly #watch: LedgerWatch
  readonly #callers: readonly Caller[]
  readonly #sidePools: SidePools
  readonly #steward: Steward
  readonly #events: EventBook
  readonly #weather: Weather
  readonly #calls: CallBook

  constructor(rig: Rig, options: ChaosOptions) {
    const { pool } = rig
    const dice = new Dice(options.seed)
    this.#rig = rig
    this.#options = options
    this.#watch = new LedgerWatch(() => pool.stats())
    this.#world = {
      pool,
      journal: this.journal,
      model: new PointModel(MOST_DELAY_MS + SLACK_MS),
      wrongReads: new Findings(),
      tide: { callers: options.callers },
      leases: LeaseBook.of(pool),
    }
    this.#weather = new Weather(rig)
    this.storm = new Storm(this.#world, this.#weather, options, dice.fork())
    this.#steward = new Steward(this.#world, this.#watch, options, dice.fork())
    this.#events = new EventBook(pool)
    this.#calls = new CallBook(POOL_NAME, pool.stats())
    this.#sidePools = new SidePools(rig, this.#world, this.#watch, dice.fork(), options.callers)
    this.#callers = Array.from({ length: options.callers }, (_, index) => new Caller(index, this.#world, dice.fork()))
  }

  /** Warm-up, rest, the rest of the time, rest; the memory of both rests, unless it was ended early. */
  async live(signal: AbortSignal): Promise<Evidence['memory']> {
    const progress = new Progress(process.stderr, this.#options.minutes, () => this.#look())
    try {
      const totalMs = this.#options.minutes * 60_000
      const warmUpMs = Math.min(totalMs * WARM_UP_SHARE, MOST_WARM_UP_MS)
      const warm = await this.#phase(warmUpMs, signal)
      const end = signal.aborted ? undefined : await this.#phase(totalMs - warmUpMs, signal)
      return warm === undefined || end === undefined ? undefined : { warm, end }
    } finally {
      progress.stop()
    }
  }

  /** Closes the pool while calls are under way, and looks at what is stored. */
  async end(): Promise<{ evidence: Evidence; pool: Record<string, number> }> {
    const { pool, gates, server, direct } = this.#rig
    const lastCalls = new AbortController()
    this.#world.tide.callers = this.#callers.length
    const calling = this.#callers.map((caller) => caller.run(lastCalls.signal))
    this.storm.part()
    await pause(LIMITS.idleTimeoutMs / 4)
    const closingAt = performance.now()
    const closing = this.journal.track('close', undefined, () => pool.close({ timeoutMs: CLOSE_TIMEOUT_MS }))
    lastCalls.abort()
    const closed = await settlesWithin(closing, CLOSE_LIMIT_MS)
    const closedMs = closed ? performance.now() - closingAt : undefined
    await settlesWithin(Promise.all(calling), SETTLE_MS)
    const stats = pool.stats()
    this.#events.close(stats)
    await this.#weather.clear()
    this.#watch.sample()
    this.#watch.stop()
    // What the pool has left open, at the proxies or behind them.
    const open = async () => Math.max((await server.connections()).open, ...gates.map(({ proxy }) => proxy.open))
    await soon(async () => (await open()) === 0, MOST_DELAY_MS + SLACK_MS)
    const connections = await open()
    const stored: Stored = await direct.stored()
    for (const { proxy } of gates) await proxy.close()
    const { model, wrongReads, leases } = this.#world
    return {
      pool: figuresOf(stats),
      evidence: {
        journal: this.journal,
        wrongReads,
        wrongPoints: model.impossible(stored),
        points: stored.size,
        leases: leases.wrong,
        events: this.#events.wrong,
        counts: { calls: this.#calls.calls, wrong: this.#calls.close(stats) },
        ledger: this.#watch,
        connections: gates.map(({ proxy, mostOpen }) => ({ peakOpen: proxy.peakOpen, mostOpen })),
        recoveries: this.storm.recoveries,
        openedMs: this.#rig.openedMs,
        closedMs,
        alarms: new Findings(),
        left: { threads: 0, connections, grown: abortListeners() },
        memory: undefined,
      },
    }
  }

  /** Callers and storm for a while; then, unless it was ended early, the memory at rest. */
  async #phase(durationMs: number, signal: AbortSignal): Promise<Memory | undefined> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(durationMs)])
    const all = [
      this.storm.run(over),
      this.#sidePools.run(over),
      this.#steward.run(over),
      ...this.#callers.map((caller) => caller.run(over)),
    ]
    await pause(durationMs, over)
    await settlesWithin(Promise.all(all), SETTLE_MS)
    if (signal.aborted) return undefined
    // Workers above the minimum retire, and those that were killed have gone.
    await soon(() => this.#rig.pool.stats().size <= 1, LIMITS.idleTimeoutMs * 5)
    return memoryNow()
  }

  #look(): Look {
    return { calls: this.journal.settled, errors: this.journal.errors, inForce: this.storm.inForce }
  }
}

function figuresOf({ created, recycled, replaced, failed, timeouts, retries, healthFailures }: PoolStats) {
  return { created, recycled, replaced, failed, timeouts, retries, healthFailures }
}
