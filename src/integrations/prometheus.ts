import type { Metric, Registry } from 'prom-client'
import { ConfigError } from '../base/errors.ts'
import { type Pool, readPool } from '../pool/pool.ts'
import { FAMILIES } from './prometheus/families.ts'
import { PoolMetric } from './prometheus/pool-metric.ts'
import { RegisteredPools } from './prometheus/registered-pools.ts'

/** What is needed of a Registry, whatever format it writes. */
export type MetricsRegistry = Pick<Registry, 'registerMetric' | 'getSingleMetric' | 'removeSingleMetric'>

/**
 * Adds what the pool counts to a registry of prom-client, as `qdrant_pool_*` with the label `pool`, its name; returns a
 * function that takes it out again. Nothing is counted twice: each scrape reads the pool's own figures, as of one moment.
 *
 * ```ts
 * import { register } from 'prom-client'
 * const remove = prometheusMetrics(pool, register)
 * createServer(async (_, response) => response.end(await register.metrics())).listen(9464)
 * ```
 * @throws ConfigError where the registry has a pool of that name already, or other metrics by these names
 */
export function prometheusMetrics(pool: Pool, registry: MetricsRegistry): () => void {
  const { pool: name } = readPool(pool)
  // Looked up in the registry and not remembered: it may have been cleared.
  const pools = poolsOf(registry) ?? registerAll(registry)
  if (!pools.add(name, pool))
    throw new ConfigError(
      `The registry has metrics of a pool named '${name}' already: their label \`pool\` is its name`,
      {
        solutions: [
          'Give each pool a `name` of its own',
          'Take the other pool out first: call what its registering gave',
        ],
      },
    )
  let isIn = true
  return () => {
    if (!isIn) return
    isIn = false
    pools.delete(name)
    if (pools.size === 0) removeAll(registry, pools)
  }
}

function poolsOf(registry: MetricsRegistry): RegisteredPools | undefined {
  return FAMILIES.flatMap(({ name }) => registered(registry, name)?.pools ?? [])[0]
}

function registered(registry: MetricsRegistry, name: string): PoolMetric | undefined {
  const metric: unknown = registry.getSingleMetric(name)
  return metric instanceof PoolMetric ? metric : undefined
}

function registerAll(registry: MetricsRegistry): RegisteredPools {
  const taken = FAMILIES.find(({ name }) => registry.getSingleMetric(name) !== undefined)
  if (taken !== undefined) throw new ConfigError(`The registry has a metric ${taken.name} that is of no pool`)
  const pools = new RegisteredPools()
  // Of its metrics a registry uses no more than what PoolMetric has.
  for (const family of FAMILIES) registry.registerMetric(new PoolMetric(family, pools) as unknown as Metric)
  return pools
}

function removeAll(registry: MetricsRegistry, pools: RegisteredPools): void {
  for (const { name } of FAMILIES) if (registered(registry, name)?.pools === pools) registry.removeSingleMetric(name)
}
