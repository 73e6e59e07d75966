import type { PresetName, SweepOptions } from './results.ts'

export type Defaults = Pick<SweepOptions, 'workers' | 'callers' | 'operations' | 'seconds' | 'iterations' | 'rounds'>

const SWEEP: Defaults = {
  workers: [1, 2, 4],
  callers: [1, 4, 16, 64, 256],
  operations: ['retrieve', 'query', 'ingest-wait'],
  seconds: 0.5,
  iterations: undefined,
  rounds: 5,
}

/** `seconds` are those of a round, of a soak as a whole, and of one step of a spike. */
const OF_PRESETS: Readonly<Record<PresetName, Defaults>> = {
  classic: { workers: [5], callers: [1, 5, 10], operations: ['retrieve'], seconds: 1, iterations: 1_000, rounds: 5 },
  soak: { workers: [5], callers: [50], operations: ['retrieve'], seconds: 600, iterations: undefined, rounds: 1 },
  spike: { workers: [5], callers: [200], operations: ['retrieve'], seconds: 5, iterations: undefined, rounds: 1 },
}

export function defaultsOf(preset: PresetName | undefined): Defaults {
  return preset === undefined ? SWEEP : OF_PRESETS[preset]
}
