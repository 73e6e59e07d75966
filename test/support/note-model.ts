import type { Memory, PointId } from '../../src/store/index.ts'

export interface Fact {
  readonly user: string
  readonly stars: number
  readonly tags: readonly string[]
  readonly home: { readonly city: string }
}

export interface Kept {
  readonly text: string | undefined
  readonly vector: readonly number[]
  readonly payload: Fact
}

export type Matches = (payload: Fact) => boolean

/** A store of facts as a plain Map: what the real one must answer. */
export class NoteModel {
  readonly #kept = new Map<PointId, Kept>()

  get ids(): PointId[] {
    return [...this.#kept.keys()].sort(byId)
  }

  put(id: PointId, kept: Kept): void {
    this.#kept.set(id, kept)
  }

  /** Whether there was one. */
  update(id: PointId, change: Partial<Omit<Kept, 'payload'>> & { readonly payload?: Partial<Fact> }): boolean {
    const kept = this.#kept.get(id)
    if (kept === undefined) return false
    this.#kept.set(id, { ...kept, ...change, payload: { ...kept.payload, ...change.payload } })
    return true
  }

  delete(id: PointId): void {
    this.#kept.delete(id)
  }

  get(id: PointId): Memory<Fact> | undefined {
    const kept = this.#kept.get(id)
    return kept && { id, text: kept.text, payload: kept.payload }
  }

  matching(matches: Matches): PointId[] {
    return this.ids.filter((id) => matches((this.#kept.get(id) as Kept).payload))
  }

  /** Cosines to `query` of those that match, by id. */
  scores(query: readonly number[], matches: Matches): Map<PointId, number> {
    return new Map(this.matching(matches).map((id) => [id, cosine(query, (this.#kept.get(id) as Kept).vector)]))
  }
}

/** Numbers first, then UUIDs, as the server lists them. */
function byId(a: PointId, b: PointId): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1
  if (typeof a === 'string' || typeof b === 'string') return typeof a === 'string' ? 1 : -1
  return Number(a) - Number(b)
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}
