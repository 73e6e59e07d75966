import { QdrantPoolError } from '../../base/errors.ts'
import type { PointKey } from '../../operations/point-id.ts'
import { abortable } from '../abortable.ts'
import type { RecordReader } from '../source/record.ts'
import { BATCH_BYTES, inBatches } from './batching.ts'
import { type Checkpoint, digestOf, type Plan } from './checkpoint.ts'
import type { DeadLetters, Letter } from './dead-letters.ts'
import { type Entry, entryOf, isPoint, lastOfEach, type PointEntry } from './entry.ts'
import { InFlight } from './in-flight.ts'
import { InOrder } from './in-order.ts'
import type { DoneLine } from './journal.ts'
import type { IngestReport } from './options.ts'
import type { IngestParts } from './parts.ts'
import { isRecordFault } from './record-fault.ts'
import type { IngestSettings } from './settings.ts'
import { type Stored, storeBatch } from './store-batch.ts'
import { Tally } from './tally.ts'
import type { IngestTarget } from './target.ts'

export interface IngestRunParts extends IngestParts {
  readonly settings: IngestSettings
  readonly reader: RecordReader
  readonly target: IngestTarget
  readonly checkpoint: Checkpoint | undefined
  readonly letters: DeadLetters | undefined
}

/** What has become of a batch. */
interface Outcome {
  readonly entries: readonly Entry[]
  readonly digest: string
  readonly stored: Stored
  /** Points that were found stored. */
  readonly skipped: number
}

/** So many records in a row that are refused, and none stored between, are hardly to blame themselves. */
const MOST_REFUSED = 64
/** The same of the very first ones. */
const MOST_REFUSED_FIRST = 2

/** One ingest: batches under way side by side, told and remembered in the order of the source. */
export class IngestRun {
  readonly #parts: IngestRunParts
  readonly #tally: Tally
  readonly #inFlight: InFlight
  readonly #outcomes = new InOrder<Outcome>((outcome) => this.#commit(outcome))
  #started = 0
  #hasCollection = false
  /** Records refused by server or embedder since one was stored. */
  #refused = 0
  /** Of batches of which nothing was stored: whose fault that was, the next ones show. */
  #undecided: DoneLine[] = []
  #error: { readonly reason: unknown } | undefined

  constructor(parts: IngestRunParts) {
    this.#parts = parts
    this.#tally = new Tally(parts.clock)
    // One more than there are workers, so that none of them waits for the source.
    this.#inFlight = new InFlight(parts.workers + 1)
  }

  async run(): Promise<IngestReport> {
    const { settings, checkpoint } = this.#parts
    const { batchSize, signal, onProgress } = settings
    try {
      const bounds = { count: batchSize, bytes: BATCH_BYTES }
      for await (const batch of inBatches(this.#entries(), bounds, ({ bytes }) => bytes)) {
        await this.#start(batch)
        if (this.#error !== undefined) break
      }
    } catch (reason) {
      this.#fail(reason)
    }
    await this.#inFlight.ended()
    if (this.#error !== undefined) throw this.#error.reason
    signal?.throwIfAborted()
    await this.#decide()
    await checkpoint?.complete()
    onProgress?.(this.#tally.progress(1))
    return this.#tally.report()
  }

  async *#entries(): AsyncGenerator<Entry> {
    for await (const record of abortable(this.#parts.reader, this.#parts.settings.signal)) {
      this.#tally.read++
      yield entryOf(record)
    }
  }

  #fail(reason: unknown): void {
    this.#error ??= { reason }
  }

  /** Starts a batch as soon as there is room for it. */
  async #start(entries: readonly Entry[]): Promise<void> {
    const points = lastOfEach(entries)
    const keys = new Set<PointKey>(points.map(({ key }) => key))
    await this.#inFlight.room(keys)
    if (this.#error !== undefined) return
    await this.#create(points)
    const { checkpoint, letters } = this.#parts
    const digest = checkpoint === undefined ? '' : digestOf(entries)
    const plan = await checkpoint?.plan(digest, async (length) => letters?.cut(length))
    if (plan?.kind === 'skip') return this.#skip(entries, plan.line)
    const number = this.#started++
    this.#inFlight.start(keys, async () => {
      try {
        await this.#outcomes.put(number, await this.#perform(entries, points, digest, plan?.kind ?? 'store'))
      } catch (reason) {
        this.#fail(reason)
      }
    })
  }

  /** Before the first points. */
  async #create([first]: readonly PointEntry[]): Promise<void> {
    if (first === undefined || this.#hasCollection) return
    this.#tally.created = await this.#parts.target.create(first.point)
    this.#hasCollection = true
  }

  async #perform(
    entries: readonly Entry[],
    points: readonly PointEntry[],
    digest: string,
    kind: Exclude<Plan['kind'], 'skip'>,
  ): Promise<Outcome> {
    const { target, checkpoint } = this.#parts
    const left = kind === 'verify' ? await target.notStored(points) : points
    if (kind === 'store-noted' && (await target.areNew(points))) await checkpoint?.sent(digest)
    const stored = await storeBatch(
      left,
      (some) => target.upsert(some),
      (error) => isRecordFault(error) && this.#maySetAside,
    )
    return { entries, digest, stored, skipped: points.length - left.length }
  }

  /** What an abort fails is no fault of its records. */
  get #maySetAside(): boolean {
    const { maxFailures, signal } = this.#parts.settings
    return maxFailures > 0 && !signal?.aborted
  }

  /** An earlier run has done it. */
  #skip(entries: readonly Entry[], { failed }: DoneLine): void {
    const { reader, settings } = this.#parts
    const tally = this.#tally
    tally.failed += failed
    if (tally.failed > settings.maxFailures) throw tooMany(settings.maxFailures, 'those of the run before among them')
    tally.stored += entries.length - failed
    tally.skipped += entries.length - failed
    settings.onProgress?.(tally.progress(reader.share))
  }

  /** In the order of the source: what is set aside is in its file before it counts, and counts before it is remembered. */
  async #commit({ entries, digest, stored, skipped }: Outcome): Promise<void> {
    const { letters, reader, settings } = this.#parts
    const tally = this.#tally
    const failures = lettersOf(entries, stored)
    await letters?.write(failures)
    tally.failures(failures)
    const last = failures.at(-1)
    if (last !== undefined && tally.failed > settings.maxFailures)
      throw tooMany(settings.maxFailures, `${last.at}: ${last.reason}`, stored.error)
    this.#blame(stored, skipped)
    tally.stored += entries.length - failures.length
    tally.skipped += skipped
    tally.batches += stored.requests
    tally.embedded += stored.points.filter(({ point }) => point.vector === undefined).length
    this.#undecided.push({ done: digest, failed: failures.length, letters: letters?.length ?? 0 })
    if (this.#refused === 0) await this.#decide()
    settings.onProgress?.(tally.progress(reader.share))
  }

  /** @throws why they were refused, where that is hardly the records' fault */
  #blame({ points, letters, error }: Stored, skipped: number): void {
    if (points.length + skipped > 0) this.#refused = 0
    else this.#refused += letters.length
    if (this.#refused >= (this.#tally.stored > 0 ? MOST_REFUSED : MOST_REFUSED_FIRST)) throw error
  }

  /** What was refused was so for its own sake: it is remembered as done. */
  async #decide(): Promise<void> {
    for (const line of this.#undecided.splice(0)) await this.#parts.checkpoint?.done(line)
  }
}

/** In the order of the source. */
function lettersOf(entries: readonly Entry[], { letters }: Stored): Letter[] {
  const refused = new Map(letters.map((letter) => [letter.at, letter]))
  return entries.flatMap((entry) => {
    if (!isPoint(entry)) return { at: entry.at, reason: entry.reason, json: entry.json }
    return refused.get(entry.at) ?? []
  })
}

function tooMany(most: number, what: string, cause?: unknown): Error {
  const message = most === 0 ? `ingest: ${what}` : `ingest: more than ${most} records failed; ${what}`
  return new QdrantPoolError('INVALID_ARGUMENT', message, {
    cause,
    solutions: ['Set `deadLetter` to a file: what cannot be stored is set aside there', 'Raise `maxFailures`'],
  })
}
