/** What is known of an attempt that failed: never sent, refused by the server, or sent and left without an answer. */
export type Outcome = 'not-sent' | 'rejected' | 'unknown'

/** The part of a call that spent its time or failed. */
export type Phase = 'queue' | 'open' | 'request'

export interface PoolErrorFacts {
  readonly outcome?: Outcome
  readonly phase?: Phase
  /** What a user can do about it, most likely first. */
  readonly solutions?: readonly string[]
  readonly cause?: unknown
}

/** Base of every error that the pool itself makes; errors of the server keep the classes of @qdrant/js-client-rest. */
export class QdrantPoolError extends Error {
  override readonly name: string = 'QdrantPoolError'
  /** Stable, machine-readable: `E016`, `DEADLINE_EXCEEDED`, … */
  readonly code: string
  readonly outcome?: Outcome
  readonly phase?: Phase
  readonly solutions: readonly string[]

  constructor(code: string, message: string, facts: PoolErrorFacts = {}) {
    super(message, 'cause' in facts ? { cause: facts.cause } : undefined)
    this.code = code
    if (facts.outcome !== undefined) this.outcome = facts.outcome
    if (facts.phase !== undefined) this.phase = facts.phase
    this.solutions = facts.solutions ?? []
  }
}

/** E016: no worker came free within `acquireTimeoutMs`, or the queue was full. */
export class PoolExhaustedError extends QdrantPoolError {
  override readonly name = 'PoolExhaustedError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('E016', message, {
      phase: 'queue',
      outcome: 'not-sent',
      solutions: [
        'Raise `size` (QDRANT_POOL_SIZE) or `acquireTimeoutMs` (QDRANT_POOL_TIMEOUT)',
        "Send bulk work with `pool.with({ priority: 'batch' })`, which waits instead of failing",
        'Release every lease that `acquire()` gave',
      ],
      ...facts,
    })
  }
}

/** E017: a health check that was asked for failed. */
export class HealthCheckFailedError extends QdrantPoolError {
  override readonly name = 'HealthCheckFailedError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('E017', message, { solutions: ['Check that Qdrant is up: GET /readyz at `url`'], ...facts })
  }
}

/** E018: no connection to Qdrant could be opened. */
export class ConnectionCreationFailedError extends QdrantPoolError {
  override readonly name = 'ConnectionCreationFailedError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('E018', message, {
      phase: 'open',
      outcome: 'not-sent',
      solutions: [
        'Check that Qdrant runs there and that `url` (QDRANT_URL) names its REST port, 6333 by default',
        'Check `apiKey` (QDRANT_API_KEY) and TLS (`https://`)',
        "Use `url: ':memory:'` to work without a server",
      ],
      ...facts,
    })
  }
}

/** DEADLINE_EXCEEDED: the call's `timeoutMs` ran out; `phase` names where. */
export class DeadlineExceededError extends QdrantPoolError {
  override readonly name = 'DeadlineExceededError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('DEADLINE_EXCEEDED', message, {
      solutions: ['Raise `timeoutMs`', 'Send smaller batches'],
      ...facts,
    })
  }
}

/** WORKER_CRASHED: the worker thread ended while it ran the call. */
export class WorkerCrashedError extends QdrantPoolError {
  override readonly name = 'WorkerCrashedError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('WORKER_CRASHED', message, {
      outcome: 'unknown',
      phase: 'request',
      solutions: [
        'Look at `cause`: code that runs in the worker (an embedder, a task) may throw outside of its promise',
      ],
      ...facts,
    })
  }
}

/** CIRCUIT_OPEN: the server failed so often that calls are refused for a while without being sent. */
export class CircuitOpenError extends QdrantPoolError {
  override readonly name = 'CircuitOpenError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('CIRCUIT_OPEN', message, { outcome: 'not-sent', solutions: ['Wait, and check that Qdrant is up'], ...facts })
  }
}

/** POOL_CLOSED: the pool, or the lease, was closed before or during the call. */
export class PoolClosedError extends QdrantPoolError {
  override readonly name = 'PoolClosedError'
  constructor(message = 'The pool is closed', facts: PoolErrorFacts = {}) {
    super('POOL_CLOSED', message, {
      solutions: ['Create a new pool', 'Call close() after the last call has settled'],
      ...facts,
    })
  }
}

/** INVALID_CONFIG: an option or environment variable has a value that the pool does not take. */
export class ConfigError extends QdrantPoolError {
  override readonly name = 'ConfigError'
  constructor(message: string, facts: PoolErrorFacts = {}) {
    super('INVALID_CONFIG', message, facts)
  }
}
