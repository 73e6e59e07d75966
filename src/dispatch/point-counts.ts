import type { PointKey } from '../operations/point-id.ts'
import type { WriteScope } from '../operations/write-scope.ts'

type Points = WriteScope['points']

/** The points of several writes together, some of which may touch all. */
export class PointCounts {
  readonly #byPoint = new Map<PointKey, number>()
  #ofAll = 0
  #writes = 0

  /** Writes that touch any point at all. */
  get writes(): number {
    return this.#writes
  }

  add(points: Points): void {
    if (points.length === 0) return
    this.#writes++
    if (points === 'all') this.#ofAll++
    else for (const point of points) this.#byPoint.set(point, (this.#byPoint.get(point) ?? 0) + 1)
  }

  /** Takes back what one `add` added. */
  remove(points: Points): void {
    if (points.length === 0) return
    this.#writes--
    if (points === 'all') this.#ofAll--
    else for (const point of points) this.#lower(point)
  }

  /** Whether one of these writes may touch one of `points`. */
  meets(points: Points): boolean {
    if (points === 'all') return this.#writes > 0
    return this.#ofAll > 0 ? points.length > 0 : points.some((point) => this.#byPoint.has(point))
  }

  #lower(point: PointKey): void {
    const count = (this.#byPoint.get(point) ?? 0) - 1
    if (count > 0) this.#byPoint.set(point, count)
    else this.#byPoint.delete(point)
  }
}
