import type { ResolvedOptions } from '../base/options.ts'

/**
 * What a worker is opened for: calls that need the model; others, which take a place with the model only where no other
 * is left; or the least that is to be open, in the lowest places.
 */
export type Purpose = 'model' | 'others' | 'minimum'

/** Whether the worker in `slot` loads the embedding model. */
export function hasModel(slot: number, { embedWorkers }: Pick<ResolvedOptions, 'embedWorkers'>): boolean {
  return embedWorkers === undefined || slot < embedWorkers
}

/**
 * Shares a pool's places out: the lowest `embedWorkers` slots have the model, the others do not. Workers without it never
 * take its places, though some may hold slots beyond a size that was made smaller: else no room might be left for it.
 * Where every worker has it, there is one kind.
 */
export class Places {
  readonly #options: Pick<ResolvedOptions, 'embedWorkers'>

  constructor(options: Pick<ResolvedOptions, 'embedWorkers'>) {
    this.#options = options
  }

  hasModel(slot: number): boolean {
    return hasModel(slot, this.#options)
  }

  /** Workers that may have the model, of `size`. */
  withModel(size: number): number {
    return Math.min(this.#options.embedWorkers ?? size, size)
  }

  /** Whether some of `size` workers do without it. */
  areSplit(size: number): boolean {
    return this.withModel(size) < size
  }

  /** The slots of `size` in which one more may be opened, the most fitting first; `held` are in use. */
  for(purpose: Purpose, size: number, held: readonly number[]): number[] {
    const most = this.withModel(size)
    const withModel = range(0, most)
    if (purpose === 'model') return withModel
    const inUse = held.filter((slot) => !this.hasModel(slot)).length
    const without = inUse < size - most ? range(most, size) : []
    return purpose === 'others' ? [...without, ...withModel] : [...withModel, ...without]
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
