import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { onTestFinished } from 'vitest'

/** A context manager for the process, until the test ends. */
export function contextManager(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  onTestFinished(() => context.disable())
}

/** A tracer provider whose ended spans the test reads. */
export function spanSink(sampler?: Sampler) {
  const exporter = new InMemorySpanExporter()
  const spanProcessors = [new SimpleSpanProcessor(exporter)]
  const tracerProvider = new BasicTracerProvider({ spanProcessors, ...(sampler && { sampler }) })
  onTestFinished(() => tracerProvider.shutdown())
  const all = () => exporter.getFinishedSpans()
  return {
    tracerProvider,
    all,
    named: (name: string) => all().filter((span) => span.name === name),
    /** The only one of that name. */
    one: (name: string): ReadableSpan => {
      const [span, ...others] = all().filter((each) => each.name === name)
      if (span === undefined || others.length > 0)
        throw new Error(`Expected one span ${name}, got ${all().map((each) => each.name)}`)
      return span
    },
  }
}

/** Ids of the spans that a span links to. */
export const linkedIds = ({ links }: ReadableSpan) => links.map((link) => link.context.spanId)

/** A meter provider whose metrics the test collects. */
export function metricSink() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  onTestFinished(() => meterProvider.shutdown())
  return {
    meterProvider,
    /** What all metrics say now, by their names. */
    collect: async () => {
      exporter.reset()
      await meterProvider.forceFlush()
      const metrics = exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      return new Map(metrics.map((metric) => [metric.descriptor.name, metric]))
    },
  }
}
