import type { Letter } from './dead-letters.ts'
import type { PointEntry } from './entry.ts'
import { reasonOf } from './record-fault.ts'

export interface Stored {
  readonly points: readonly PointEntry[]
  readonly letters: readonly Letter[]
  /** Requests that stored points. */
  readonly requests: number
  /** Why the last of the letters failed. */
  readonly error: unknown
}

/**
 * Stores points together; where one of them is refused, in halves, until the refused ones stand alone.
 * @throws what is, by `isTheirs`, no fault of the points
 */
export async function storeBatch(
  points: readonly PointEntry[],
  send: (points: readonly PointEntry[]) => Promise<void>,
  isTheirs: (error: unknown) => boolean,
): Promise<Stored> {
  if (points.length === 0) return { points, letters: [], requests: 0, error: undefined }
  try {
    await send(points)
    return { points, letters: [], requests: 1, error: undefined }
  } catch (error) {
    if (!isTheirs(error)) throw error
    const [only] = points
    if (only !== undefined && points.length === 1) {
      const letter = { at: only.at, reason: reasonOf(error), json: only.json }
      return { points: [], letters: [letter], requests: 0, error }
    }
    const half = points.length >> 1
    const first = await storeBatch(points.slice(0, half), send, isTheirs)
    const second = await storeBatch(points.slice(half), send, isTheirs)
    return {
      points: [...first.points, ...second.points],
      letters: [...first.letters, ...second.letters],
      requests: first.requests + second.requests,
      error: second.error ?? first.error,
    }
  }
}
