/** Throughput and response time under one load. */
export interface Loaded {
  /** Callers, or calls a second that were to be issued. */
  readonly load: number
  readonly perSecond: number
  readonly avgMs: number
}

export type Knee =
  | { readonly state: 'at'; readonly load: number }
  /** The last load measured has the most power and more throughput than the one before: the knee lies beyond. */
  | { readonly state: 'beyond'; readonly load: number }
  /** Fewer than two loads were measured. */
  | { readonly state: 'unknown' }

/**
 * The load with the most power, which is throughput by mean response time. L. Kleinrock, "Power and deterministic rules
 * of thumb for probabilistic problems in computer communications", ICC 1979. In a closed loop of N callers it is
 * throughput² / N, by Little's law. Expects ascending loads.
 */
export function kneeOf(points: readonly Loaded[]): Knee {
  const [last, before] = [points.at(-1), points.at(-2)]
  if (last === undefined || before === undefined) return { state: 'unknown' }
  const most = points.reduce((best, point) => (powerOf(point) > powerOf(best) ? point : best))
  if (most === last && last.perSecond > before.perSecond) return { state: 'beyond', load: last.load }
  return { state: 'at', load: most.load }
}

function powerOf({ perSecond, avgMs }: Loaded): number {
  return avgMs > 0 ? perSecond / avgMs : 0
}
