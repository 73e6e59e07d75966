import { expect } from 'vitest'
import type { Distribution } from '../../src/metrics/distribution.ts'
import type { Regions } from '../../src/metrics/regions.ts'
import { between, type Snapshot, takeSnapshot } from '../../src/metrics/snapshot.ts'

const PERCENTS = [50, 95, 99, 99.9]
/** In ms, from a µs to more than the longest record, two to each doubling. */
const BOUNDS = Array.from({ length: 50 }, (_, index) => 0.001 * 2 ** (index / 2))

/** Takes snapshots of regions that others write to, and holds each against the one before it. */
export class SnapshotWatch {
  /** How many have shown something new. */
  moved = 0
  last: Snapshot
  readonly #regions: Regions

  constructor(regions: Regions) {
    this.#regions = regions
    this.last = takeSnapshot(regions)
  }

  look(): void {
    const earlier = this.last
    this.last = takeSnapshot(this.#regions)
    const [before, now] = [figures(earlier), figures(this.last)]
    expect(now.filter(([, figure], index) => figure < (before[index]?.[1] ?? 0))).toEqual([])
    expect(figures(between(earlier, this.last)).filter(([, figure]) => !(figure >= 0))).toEqual([])
    for (const snapshot of [this.last, between(earlier, this.last)]) {
      for (const [name, reading] of readings(snapshot)) expect([name, disorder(reading)]).toEqual([name, []])
    }
    if (now.some(([, figure], index) => figure !== before[index]?.[1])) this.moved++
  }
}

function readings({ requests, embedding, checks }: Snapshot): [string, Distribution][] {
  return Object.entries({ requests, embedding, ...checks })
}

/** Everything that only grows. */
function figures(snapshot: Snapshot): [string, number][] {
  const all = readings(snapshot).flatMap(([name, reading]): [string, number][] => [
    [`${name} count`, reading.count],
    [`${name} sum`, reading.sum],
    [`${name} max`, reading.max],
    ...BOUNDS.map((bound): [string, number] => [`${name} up to ${bound} ms`, reading.countUpTo(bound)]),
  ])
  return [['texts', snapshot.texts], ...all]
}

/** Percentiles and the maximum, where they are not in their order. */
function disorder(reading: Distribution): number[] {
  const inOrder = [...PERCENTS.map((percent) => reading.percentile(percent)), reading.max]
  return inOrder.some((value, index) => value < (inOrder[index - 1] ?? 0)) ? inOrder : []
}
