/** The worker's event loop marks its heartbeat this often. */
export const TICK_MS = 100
/** A mark older than this means that the event loop does not turn. */
const STALE_MS = 1_000

/**
 * What a worker's thread does: `idle`; `computing`: an embedder or a task runs; `waiting`: for the server's answer;
 * `blocked`: its event loop does not turn, and no code of the user's is known to run.
 */
export type Condition = 'idle' | 'computing' | 'waiting' | 'blocked'

/**
 * Layout, one Int32 each:
 *
 *      0 FREE       main      1 while the worker is idle
 *      1 CHECKING   worker    1 while a health check uses the connection
 *      2 TICK       worker    when the event loop last turned, in ms of the monotonic clock that all threads share
 *      3 COMPUTING  worker    runs of the user's code under way
 *      4 WAITING    worker    requests to the server under way
 *      5 NATIVE     worker    1 once a native addon is loaded in the thread
 *      6 SOCKETS    worker    sockets to the server that are open
 *
 * Each field has one writer, and every reader can do with a value that is a moment old: nothing here needs a lock.
 */
const [FREE, CHECKING, TICK, COMPUTING, WAITING, NATIVE, SOCKETS] = [0, 1, 2, 3, 4, 5, 6] as const
const FIELDS = 7
/** Room at the head of a slot's region: one line of a processor's cache, so that its neighbours are not slowed. */
export const HEARTBEAT_BYTES = 64

/** What one worker and the main thread tell each other without a message, in memory that both see. */
export class Heartbeat {
  readonly memory: SharedArrayBuffer
  readonly #fields: Int32Array<SharedArrayBuffer>

  /** At the head of `memory`; without it, that of a thread which is to start. */
  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(HEARTBEAT_BYTES)
    this.#fields = new Int32Array(this.memory, 0, FIELDS)
    if (memory === undefined) this.begin()
  }

  /** Forgets the thread that has ended, for the next one: it has its first turn ahead. */
  begin(): void {
    for (let field = 0; field < FIELDS; field++) Atomics.store(this.#fields, field, 0)
    this.tick()
  }

  get free(): boolean {
    return this.#read(FREE) === 1
  }

  set free(free: boolean) {
    Atomics.store(this.#fields, FREE, Number(free))
  }

  get checking(): boolean {
    return this.#read(CHECKING) === 1
  }

  set checking(checking: boolean) {
    Atomics.store(this.#fields, CHECKING, Number(checking))
  }

  /** Runs of the user's code: an embedder may overlap itself. */
  get computing(): number {
    return this.#read(COMPUTING)
  }

  set computing(runs: number) {
    Atomics.store(this.#fields, COMPUTING, runs)
  }

  set waiting(requests: number) {
    Atomics.store(this.#fields, WAITING, requests)
  }

  /** A native addon aborts the whole process where its thread is ended while it computes. */
  get native(): boolean {
    return this.#read(NATIVE) === 1
  }

  set native(native: boolean) {
    Atomics.store(this.#fields, NATIVE, Number(native))
  }

  get sockets(): number {
    return this.#read(SOCKETS)
  }

  set sockets(sockets: number) {
    Atomics.store(this.#fields, SOCKETS, sockets)
  }

  /** The event loop turns. */
  tick(): void {
    Atomics.store(this.#fields, TICK, sharedNow())
  }

  /** Time since the event loop last turned, in ms; after 24 days without a turn it would begin anew. */
  get tickAgeMs(): number {
    return (sharedNow() - this.#read(TICK)) | 0
  }

  get isComputingNatively(): boolean {
    return this.native && this.computing > 0
  }

  get condition(): Condition {
    if (this.computing > 0) return 'computing'
    if (this.tickAgeMs > STALE_MS) return 'blocked'
    return this.#read(WAITING) > 0 ? 'waiting' : 'idle'
  }

  #read(field: number): number {
    return Atomics.load(this.#fields, field)
  }
}

/** `performance.now()` begins at another moment in each thread, and its origin goes by the wall clock; this does not. */
function sharedNow(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return (seconds * 1000 + Math.trunc(nanoseconds / 1e6)) | 0
}
