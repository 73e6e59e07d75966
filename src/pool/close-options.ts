/** Time that `close()` gives to the calls that were issued before it. */
export const CLOSE_TIMEOUT_MS = 10_000

export interface CloseOptions {
  /** Calls that have not settled by then reject with PoolClosedError. @default 10_000 */
  readonly timeoutMs?: number
}
