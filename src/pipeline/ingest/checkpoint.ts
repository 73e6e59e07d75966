import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import { canonicalJson } from './canonical-json.ts'
import type { Entry } from './entry.ts'
import { type DoneLine, type Earlier, Journal } from './journal.ts'

const NOTHING = { done: [], sent: new Set<string>() }

import type { IngestSettings } from './settings.ts'

/**
 * What is to be done with a batch: nothing, since it is done; store what is not stored yet; store all of it; or that, and note
 * before whether any of its points were there.
 */
export type Plan =
  | { readonly kind: 'skip'; readonly line: DoneLine }
  | { readonly kind: 'verify' | 'store' | 'store-noted' }

/** Remembers in a file how far an ingest has come, and knows from it what an earlier run has stored. */
export class Checkpoint {
  readonly #journal: Journal
  /** For batches of which nothing is known. */
  readonly #usual: Plan
  readonly #sent: ReadonlySet<string>
  /** Lines of an earlier run that still may fit, batch by batch. */
  #left: readonly DoneLine[]
  #matched = 0

  private constructor(journal: Journal, usual: Plan, earlier: Pick<Earlier, 'done' | 'sent'> = NOTHING) {
    this.#journal = journal
    this.#usual = usual
    this.#left = earlier.done
    this.#sent = earlier.sent
  }

  /**
   * `isEmpty`: the collection holds no points. A point that stands there with the payload of a record was stored by an
   * ingest with the same fingerprint, unless it stood there before the first of them: another model may have embedded it.
   */
  static async open(path: string, collection: string, fingerprint: string, isEmpty: boolean): Promise<Checkpoint> {
    const journal = await Journal.open(path)
    const { earlier } = journal
    try {
      const isOurs = earlier?.head.fingerprint === fingerprint && earlier.head.collection === collection
      if (isEmpty || !isOurs) {
        await journal.begin({ collection, fingerprint, trusts: isEmpty ? 'all' : 'sent' })
        return new Checkpoint(journal, { kind: isEmpty ? 'store' : 'store-noted' })
      }
      if (earlier.complete) {
        await journal.begin({ collection, fingerprint, trusts: 'all' })
        return new Checkpoint(journal, { kind: 'verify' })
      }
      await journal.goOn()
      return new Checkpoint(journal, { kind: earlier.head.trusts === 'all' ? 'verify' : 'store-noted' }, earlier)
    } catch (error) {
      await journal.close()
      throw error
    }
  }

  /** Length of the dead-letter file that belongs to what is known to be done, in bytes. */
  get letters(): number {
    return this.#left.at(-1)?.letters ?? 0
  }

  /**
   * In the order of the source. `cutLetters` is called where the source is another one from here on: what was set aside
   * after that point comes again.
   */
  async plan(digest: string, cutLetters: (length: number) => Promise<void>): Promise<Plan> {
    const line = this.#left[this.#matched]
    if (line?.done === digest) {
      this.#matched++
      return { kind: 'skip', line }
    }
    if (line !== undefined) {
      this.#left = this.#left.slice(0, this.#matched)
      await this.#journal.goOn(this.#matched)
      await cutLetters(this.letters)
    }
    return this.#sent.has(digest) ? { kind: 'verify' } : this.#usual
  }

  sent(digest: string): Promise<void> {
    return this.#journal.sent(digest)
  }

  done(line: DoneLine): Promise<void> {
    return this.#journal.done(line)
  }

  async complete(): Promise<void> {
    if (this.#matched < this.#left.length) await this.#journal.goOn(this.#matched)
    await this.#journal.complete()
  }

  close(): Promise<void> {
    return this.#journal.close()
  }
}

/** Of a batch's records, in 128 bits. */
export function digestOf(entries: readonly Entry[]): string {
  const hash = createHash('sha256')
  for (const { json } of entries) hash.update(json).update('\n')
  return hash.digest('base64url').slice(0, 22)
}

/** Of everything besides the record that decides what is stored for it; `embedder` may hold a key, which no file gets. */
export function fingerprintOf(settings: IngestSettings, embedder: unknown): string {
  const { textKey, vectorName, sparseVectorName } = settings
  const hash = createHash('sha256').update(canonicalJson({ textKey, vectorName, sparseVectorName }))
  return hash.update(embedderBytes(embedder)).digest('base64url')
}

/** Its options may be anything that can be cloned. */
function embedderBytes(embedder: unknown): string | Buffer {
  try {
    return canonicalJson(embedder)
  } catch {
    return serialize(embedder)
  }
}
