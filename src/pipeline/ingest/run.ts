import { QdrantPoolError } from '../../base/errors.ts'
import type { PointKey } from '../../operations/point-id.ts'
import { abortable } from '../abortable.ts'
import type { RecordReader } from '../source/record.ts'
import { inBatches } from './batching.ts'
import { type Checkpoint, digestOf, type Plan } from './checkpoint.ts'
import type { DeadLetters, Letter } from './dead-letters.ts'
import { type Entry, entryOf, isPoint, type PointEntry } from './entry.ts'
import { InFlight } from './in-flight.ts'
import { InOrder } from './in-order.ts'
import type { IngestParts } from './ingest.ts'
import type { IngestReport } from './options.ts'
import { isRecordFault } from './record-fault.ts'
import type { IngestSettings } from './settings.ts'
import { type Stored, storeBatch } from './store-batch.ts'
import { lastOfEach } from './stored-points.ts'
import { Tally } from './tally.ts'
import type { IngestTarget } from './target.ts'

/** About half of the server's limit of 32 MiB, since sizes are estimates. */
const BATCH_BYTES = 16 * 1024 * 1024

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
  /** Undefined: an earlier run had done it, and so many of its records failed. */
  readonly stored: Stored | undefined
  readonly failedBefore: number
  /** Points that were found stored. */
  readonly skipped: number
}

const NOTHING: Stored = { points: [], letters: [], requests: 0, error: undefined }

/** One ingest: batches under way side by side, told and remembered in the order of the source. */
export class IngestRun {
  readonly #parts: IngestRunParts
  readonly #tally: Tally
  readonly #inFlight: InFlight
  readonly #outcomes = new InOrder<Outcome>((outcome) => this.#commit(outcome))
  #batches = 0
  #created: Promise<boolean> | undefined
  /** Number of the first batch of which something was sent. */
  #firstSent: number | undefined
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
    const plan: Plan = (await checkpoint?.plan(digest, async (length) => letters?.cut(length))) ?? {
      kind: 'store',
      notes: false,
    }
    const number = this.#batches++
    this.#inFlight.start(keys, async () => {
      try {
        const outcome = await this.#perform(number, entries, points, digest, plan)
        await this.#outcomes.put(number, outcome)
      } catch (reason) {
        this.#fail(reason)
      }
    })
  }

  /** Before the first points. */
  async #create([first]: readonly PointEntry[]): Promise<void> {
    if (first === undefined || this.#parts.settings.createCollection === undefined) return
    this.#created ??= this.#parts.target.create(first.point)
    this.#tally.created = await this.#created
  }

  async #perform(
    number: number,
    entries: readonly Entry[],
    points: readonly PointEntry[],
    digest: string,
    plan: Plan,
  ): Promise<Outcome> {
    const { target, checkpoint } = this.#parts
    if (plan.kind === 'skip')
      return { entries, digest, stored: undefined, failedBefore: plan.line.failed, skipped: points.length }
    const left = plan.kind === 'verify' ? await target.notStored(points) : points
    if (plan.kind === 'store' && plan.notes && (await target.areNew(points))) await checkpoint?.sent(digest)
    const stored = left.length === 0 ? NOTHING : await this.#store(number, left)
    return { entries, digest, stored, failedBefore: 0, skipped: points.length - left.length }
  }

  async #store(number: number, points: readonly PointEntry[]): Promise<Stored> {
    this.#firstSent ??= number
    const stored = await storeBatch(
      points,
      (some) => this.#parts.target.upsert(some),
      (error) => isRecordFault(error) && this.#maySetAside,
    )
    // Where not one of the first several can be stored, it is hardly the records' fault.
    if (number === this.#firstSent && points.length > 1 && stored.points.length === 0) throw stored.error
    return stored
  }

  /** What an abort fails is no fault of its records. */
  get #maySetAside(): boolean {
    const { maxFailures, signal } = this.#parts.settings
    return maxFailures > 0 && !signal?.aborted
  }

  /** In the order of the source: what is set aside is in its file before it counts, and counts before it is remembered. */
  async #commit({ entries, digest, stored, failedBefore, skipped }: Outcome): Promise<void> {
    const { checkpoint, letters, reader, settings } = this.#parts
    const tally = this.#tally
    const failures = stored === undefined ? [] : lettersOf(entries, stored)
    await letters?.write(failures)
    tally.failures(failures)
    tally.failed += failedBefore
    if (tally.failed > settings.maxFailures) throw tooMany(settings.maxFailures, failures, stored?.error)
    tally.stored += entries.length - failures.length - failedBefore
    tally.skipped += skipped - failedBefore
    tally.batches += stored?.requests ?? 0
    tally.embedded += stored?.points.filter(({ point }) => point.vector === undefined).length ?? 0
    if (stored !== undefined)
      await checkpoint?.done({ done: digest, failed: failures.length, letters: letters?.length ?? 0 })
    settings.onProgress?.(tally.progress(reader.share))
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

function tooMany(most: number, failures: readonly Letter[], cause: unknown): Error {
  const last = failures.at(-1)
  const what = last === undefined ? 'those of the run before among them' : `${last.at}: ${last.reason}`
  const message = most === 0 ? `ingest: ${what}` : `ingest: more than ${most} records failed; ${what}`
  return new QdrantPoolError('INVALID_ARGUMENT', message, {
    cause,
    solutions: ['Set `deadLetter` to a file: what cannot be stored is set aside there', 'Raise `maxFailures`'],
  })
}
