import { median } from '../figures.ts'
import { loadText } from '../sweep/cells.ts'
import type { SweepReport } from '../sweep/results.ts'
export function sweepText(r: SweepReport): string {
  return [
    ...r.cells
      .filter((c) => c.rounds.length)
      .map(
        (c) =>
          `${c.operation} ${c.wire} ${loadText(c)} n=${c.rounds.length} ${median(c.rounds.map((x) => x.perSecond)).toFixed(0)}/s p50 ${median(c.rounds.map((x) => x.latency.p50Ms)).toFixed(2)} p95 ${median(c.rounds.map((x) => x.latency.p95Ms)).toFixed(2)} acq ${median(c.rounds.map((x) => x.acquire.avgMs)).toFixed(3)}/${median(c.rounds.map((x) => x.acquire.p95Ms)).toFixed(3)} busy ${median(c.rounds.map((x) => x.utilisation)).toFixed(2)} wait ${median(c.rounds.map((x) => x.waiting)).toFixed(2)} per ${median(c.rounds.map((x) => x.perRequest)).toFixed(1)} cpu ${median(c.rounds.map((x) => x.cpu.mainUs)).toFixed(0)}/${median(c.rounds.map((x) => x.cpu.workersUs)).toFixed(0)}/${median(c.rounds.map((x) => x.cpu.serverUs ?? -1)).toFixed(0)} s ${c.rounds.map((x) => x.sockets)} late ${c.rounds[0]?.lateP99Ms} failed ${c.rounds.map((x) => x.failed)} t=${c.rounds.map((x) => x.elapsedMs.toFixed(0))}`,
      ),
    ...r.timelines.map((t) => JSON.stringify({ ...t, samples: t.samples.slice(0, 3) })),
    ...r.verdicts.map((v) => `${v.passed} ${v.name} ${v.target} ${v.seen}`),
    `own ${r.ownUs} elapsed ${r.elapsedMs}`,
  ].join('\n')
}
