/** Who is told what becomes of the calls of a loop. Times in ms, `dueMs` from the start of the loop. */
export interface Observer {
  /** `latencyMs`: since the call was issued; in an open loop since it was due. */
  answered(latencyMs: number, dueMs: number): void
  failed(error: unknown, dueMs: number): void
  /** Open loop: a call is issued now, so much later than it was due. */
  issued?(lateMs: number, dueMs: number): void
}

/** Between what a loop looks at; tests give one that they move. */
export interface LoopTime {
  now(): number
  /** Resolves after a ms or a little more. */
  tick(): Promise<unknown>
  /** Resolves when the event loop has gone round once. */
  turn(): Promise<unknown>
}
