import type { Distribution } from '../../metrics/distribution.ts'
import type { Family, Labels } from './families.ts'
import type { RegisteredPools } from './registered-pools.ts'

interface Value {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  readonly metricName?: string
}

/** One metric as a Registry of prom-client takes it: it has no figures of its own, but those of the pools when asked. */
export class PoolMetric {
  readonly help: string
  readonly type: Family['type']
  /** Of several processes of one `cluster`. */
  readonly aggregator = 'sum'
  readonly pools: RegisteredPools
  readonly #family: Family
  #nameAsked: string | undefined

  constructor(family: Family, pools: RegisteredPools) {
    this.#family = family
    this.help = family.help
    this.type = family.type
    this.pools = pools
  }

  get name(): string {
    return this.#family.name
  }

  /**
   * In a scrape for OpenMetrics the registry takes `_total` off the name of a counter before it asks for it, and puts it
   * behind each of its values. It holds for that scrape alone: the next may be for the other format again.
   */
  set name(asked: string) {
    this.#nameAsked = asked
  }

  async get() {
    const { help, type, aggregator } = this
    const name = this.#nameAsked ?? this.name
    this.#nameAsked = undefined
    const values = this.pools.read().flatMap((reading): Value[] => {
      const family = this.#family
      const own = (labels: Labels): Labels => ({ pool: reading.pool, ...labels })
      if (family.type !== 'histogram')
        return family.read(reading).map(([labels, value]) => ({ value, labels: own(labels) }))
      return family.read(reading).flatMap(([labels, distribution]) => histogram(family, own(labels), distribution))
    })
    return { name, help, type, aggregator, values }
  }

  /** Does nothing: the figures are the pool's, and a counter that somebody else sets back would lose what it counted. */
  reset(): void {}
}

function histogram(
  { name, bounds, units }: Extract<Family, { type: 'histogram' }>,
  labels: Labels,
  distribution: Distribution,
): Value[] {
  const bucket = (le: number | string, value: number) => ({
    value,
    labels: { ...labels, le },
    metricName: `${name}_bucket`,
  })
  return [
    ...bounds.map((bound) => bucket(bound / units, distribution.countUpTo(bound))),
    bucket('+Inf', distribution.count),
    { value: distribution.sum / units, labels, metricName: `${name}_sum` },
    { value: distribution.count, labels, metricName: `${name}_count` },
  ]
}
