import type { Findings } from './findings.ts'
import type { Journal } from './journal.ts'
import type { LedgerWatch } from './ledger-watch.ts'
import type { Memory } from './memory.ts'
import type { Recovery } from './storm.ts'
import { LIMITS } from './world.ts'

/** A call may come after its deadline by this, and by what this thread was held up. */
const OVERRUN_MS = 250
/** An answer comes so soon after the end of a fault, by design; a stalled thread may add to it. */
const RECOVERY_MS = 2_000
/** Who is in use on a connection that has fallen silent learns it at the deadline of its call. */
const SILENT: ReadonlySet<string> = new Set(['blackhole', 'blackhole both ways', 'half-open'])
const AFTER_SILENCE_MS = RECOVERY_MS + LIMITS.timeoutMs
/** Calls may go on for 300 ms, and workers have a second to end in order. */
const CLOSE_MS = 2_000
/** A busy machine may take the processor away. */
const STALL_MS = 1_500
/** Threads that come and go leave holes in the process's memory, which come to some 100 MiB and then grow no more. */
const MOST_RSS_GROWTH_MIB = 256
const MOST_HEAP_GROWTH_MIB = 16

export interface Check {
  readonly name: string
  readonly passed: boolean
  /** What was counted or measured. */
  readonly figures: string
  /** What went wrong, in words; not all of it where it is much. */
  readonly findings: readonly string[]
}

/** What a run leaves to be judged. */
export interface Evidence {
  readonly journal: Pick<Journal, 'issued' | 'settled' | 'open' | 'settledTwice' | 'untyped' | 'longestOverrunMs'>
  readonly wrongReads: Findings
  /** Points that hold what they cannot, read from the server itself. */
  readonly wrongPoints: readonly string[]
  readonly points: number
  readonly leases: Findings
  /** Events that do not fit the pool's own figures. */
  readonly events: Findings
  /** Calls that were counted otherwise than they were told. */
  readonly counts: { readonly calls: number; readonly wrong: readonly string[] }
  readonly ledger: Pick<LedgerWatch, 'wrong' | 'samples' | 'mostSize' | 'longestStallMs'>
  /** By port: the most connections that the proxy saw at one time, and how many the pool may have. */
  readonly connections: readonly { readonly peakOpen: number; readonly mostOpen: number }[]
  readonly recoveries: readonly Recovery[]
  /** How long this machine took to open the pool, in calm. */
  readonly openedMs: number
  /** How long `close` took; undefined where it did not settle. */
  readonly closedMs: number | undefined
  /** Uncaught errors and warnings of the process. */
  readonly alarms: Findings
  readonly left: { readonly threads: number; readonly connections: number; readonly grown: readonly string[] }
  /** At rest, after the warm-up and at the end; undefined where the run was too short to tell. */
  readonly memory: { readonly warm: Memory; readonly end: Memory } | undefined
}

/** One verdict for each promise. */
export function judge(evidence: Evidence): Check[] {
  const { journal, wrongReads, wrongPoints, points, leases, events, alarms, counts, ledger, connections } = evidence
  const untold = (findings: Findings) => check(findings.count === 0, findings.told)
  return [
    {
      name: 'every call settled, once',
      ...check(journal.open.length === 0 && journal.settledTwice.count === 0 && journal.issued === journal.settled, [
        ...journal.open.map((call) => `still open: ${call}`),
        ...journal.settledTwice.told,
      ]),
      figures: `${journal.issued} issued, ${journal.settled} settled, ${journal.open.length} open, ${journal.settledTwice.count} twice`,
    },
    {
      name: 'no acknowledged write was lost',
      ...check(wrongPoints.length === 0, wrongPoints),
      figures: `${points} points stored, ${wrongPoints.length} wrong`,
    },
    { name: 'reads found what was written', ...untold(wrongReads), figures: `${wrongReads.count} wrong` },
    { name: 'every error was typed', ...untold(journal.untyped), figures: `${journal.untyped.count} were not` },
    {
      name: 'the ledger added up',
      ...untold(ledger.wrong),
      figures: `${ledger.samples} looks, ${ledger.wrong.count} wrong, at most ${ledger.mostSize} workers`,
    },
    { name: 'a leased worker was leased once', ...untold(leases), figures: `${leases.count} twice` },
    { name: 'events fitted the figures', ...untold(events), figures: `${events.count} did not` },
    {
      name: 'every call was counted, once',
      ...check(counts.wrong.length === 0, counts.wrong),
      figures: `${counts.calls} calls, ${counts.wrong.length} operations wrong`,
    },
    {
      name: 'connections stayed within the size',
      ...check(
        connections.every(({ peakOpen, mostOpen }) => peakOpen <= mostOpen),
        [],
      ),
      figures: connections.map(({ peakOpen, mostOpen }) => `${peakOpen} at a time, ${mostOpen} allowed`).join('; '),
    },
    deadlines(journal.longestOverrunMs, ledger.longestStallMs),
    {
      name: 'the main thread stayed free',
      ...check(ledger.longestStallMs <= STALL_MS, []),
      figures: `held up for at most ${ledger.longestStallMs.toFixed(0)} ms, ${STALL_MS} allowed`,
    },
    recovery(evidence.recoveries, ledger.longestStallMs + evidence.openedMs),
    { name: 'nothing came up uncaught', ...untold(alarms), figures: `${alarms.count} did` },
    givenBack(evidence),
    ...memory(evidence.memory),
  ]
}

function check(passed: boolean, findings: readonly string[]): Pick<Check, 'passed' | 'findings'> {
  return { passed, findings }
}

function deadlines(overrunMs: number, stallMs: number): Check {
  const figures = `at most ${overrunMs.toFixed(0)} ms late, ${OVERRUN_MS} allowed and ${stallMs.toFixed(0)} for a busy thread`
  return { name: 'deadlines held', ...check(overrunMs <= OVERRUN_MS + stallMs, []), figures }
}

function recovery(recoveries: readonly Recovery[], slowMs: number): Check {
  const longest = Math.max(0, ...recoveries.map(({ ms }) => ms))
  const late = recoveries.filter(({ fault, ms }) => ms > allowedMs(fault) + slowMs)
  const figures = [
    `${recoveries.length} times, at most ${longest.toFixed(0)} ms`,
    `${RECOVERY_MS} allowed, after silence ${AFTER_SILENCE_MS}, and ${slowMs.toFixed(0)} for a busy machine`,
  ].join(', ')
  const findings = late.map(({ fault, ms }) => `${ms.toFixed(0)} ms after ${fault}`)
  return { name: 'it worked again after each fault', ...check(late.length === 0, findings), figures }
}

function allowedMs(fault: string): number {
  return SILENT.has(fault) ? AFTER_SILENCE_MS : RECOVERY_MS
}

function givenBack({ closedMs, left, ledger }: Evidence): Check {
  const { threads, connections, grown } = left
  const allowedMs = CLOSE_MS + ledger.longestStallMs
  const findings = [...grown]
  if (closedMs === undefined) findings.push('close() did not settle')
  else if (closedMs > allowedMs) findings.push(`close() had ${allowedMs.toFixed(0)} ms`)
  return {
    name: 'everything was given back',
    ...check(findings.length === 0 && threads === 0 && connections === 0, findings),
    figures: `${threads} threads and ${connections} connections left, closed in ${closedMs?.toFixed(0) ?? '-'} ms`,
  }
}

function memory(measured: Evidence['memory']): Check[] {
  if (measured === undefined) return []
  const { warm, end } = measured
  const [rss, heap] = [end.rssMib - warm.rssMib, end.heapMib - warm.heapMib]
  const figures = [
    `RSS ${warm.rssMib.toFixed(0)} to ${end.rssMib.toFixed(0)} MiB, ${MOST_RSS_GROWTH_MIB} more allowed`,
    `heap ${warm.heapMib.toFixed(1)} to ${end.heapMib.toFixed(1)} MiB, ${MOST_HEAP_GROWTH_MIB} more allowed`,
  ].join('; ')
  return [
    { name: 'memory came back', ...check(rss <= MOST_RSS_GROWTH_MIB && heap <= MOST_HEAP_GROWTH_MIB, []), figures },
  ]
}
