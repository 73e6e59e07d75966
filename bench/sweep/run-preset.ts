import { measureClassic } from './classic.ts'
import type { Findings, RunContext } from './context.ts'
import { measureSweep } from './measure-sweep.ts'
import { measureSoak } from './soak.ts'
import { measureSpike } from './spike.ts'

/** Adds to the findings as it goes. */
export function runPreset(context: RunContext, findings: Findings): Promise<void> {
  switch (context.options.preset) {
    case undefined:
      return measureSweep(context, findings)
    case 'classic':
      return measureClassic(context, findings)
    case 'soak':
      return measureSoak(context, findings)
    case 'spike':
      return measureSpike(context, findings)
  }
}
