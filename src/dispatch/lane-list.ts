import { LinkedList } from './linked-list.ts'
import { Precedence } from './precedence.ts'

/**
 * Who of a lane may be next: the first that entered; the first that can do without the model; or the first that needs it,
 * before those that a worker without it could serve.
 */
export type Order = 'entry' | 'others' | 'model-first'

/** One lane: who needs the embedding model and who does not stand in lines of their own, so that neither is in the other's way. */
export class LaneList<T> {
  readonly #forModel = new LinkedList<T>()
  readonly #others = new LinkedList<T>()
  readonly #precedence = new Precedence()

  listOf(needsModel: boolean): LinkedList<T> {
    return needsModel ? this.#forModel : this.#others
  }

  all(): T[] {
    return [...this.#forModel, ...this.#others]
  }

  has(order: Order): boolean {
    return this.#others.first !== undefined || (order !== 'others' && this.#forModel.first !== undefined)
  }

  /** Who is next; asked once a turn. */
  next(order: Order): T | undefined {
    const { first: other } = this.#others
    const { first: forModel } = this.#forModel
    if (order === 'others' || forModel === undefined) return other?.value
    if (order === 'entry') return (other !== undefined && other.at < forModel.at ? other : forModel).value
    return (this.#precedence.yields(true, other !== undefined) ? other : forModel)?.value
  }
}
