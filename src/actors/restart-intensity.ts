/** Failures are counted over this time. */
const WINDOW_MS = 10_000

/** More failures than this within 10 s are no accident: max(10, 3 x size). */
export function mostFailures(size: number): number {
  return Math.max(10, 3 * size)
}

/** How often threads ended unasked of late. */
export class RestartIntensity {
  readonly #failedAt: number[] = []

  failed(now: number): void {
    this.#failedAt.push(now)
  }

  isExceeded(now: number, size: number): boolean {
    const from = now - WINDOW_MS
    while (this.#failedAt[0] !== undefined && this.#failedAt[0] <= from) this.#failedAt.shift()
    return this.#failedAt.length > mostFailures(size)
  }
}
