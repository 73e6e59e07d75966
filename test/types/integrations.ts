// Compiled by `npm run check`, never run: what a user's program relies on.
import { metrics, trace } from '@opentelemetry/api'
import { type OpenMetricsContentType, Registry, register } from 'prom-client'
import type { Pool } from '../../src/index.ts'
import { instrumentPool } from '../../src/integrations/opentelemetry.ts'
import { prometheusMetrics } from '../../src/integrations/prometheus.ts'

export function tellsOfThePool(pool: Pool): void {
  const stop: () => void = instrumentPool(pool)
  instrumentPool(pool, { meterProvider: metrics.getMeterProvider(), tracerProvider: trace.getTracerProvider() })
  // @ts-expect-error: there is one provider of each kind
  instrumentPool(pool, { provider: trace.getTracerProvider() })
  const remove: () => void = prometheusMetrics(pool, register)
  prometheusMetrics(pool, new Registry<OpenMetricsContentType>())
  void [stop, remove]
}
