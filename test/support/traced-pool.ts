import { ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from '@opentelemetry/semantic-conventions'
import { onTestFinished } from 'vitest'
import type { PoolOptions } from '../../src/index.ts'
import { instrumentPool } from '../../src/integrations/opentelemetry.ts'
import { filledPool } from './local-pool.ts'
import { spanSink } from './telemetry.ts'

/** A pool that is instrumented once it is filled. */
export async function traced(options: PoolOptions = {}, sink = spanSink()) {
  const { pool, server } = await filledPool(options)
  const stop = instrumentPool(pool, sink)
  onTestFinished(stop)
  const serverAttributes = { [ATTR_SERVER_ADDRESS]: '127.0.0.1', [ATTR_SERVER_PORT]: Number(new URL(server.url).port) }
  return { pool, sink, stop, server, serverAttributes }
}
