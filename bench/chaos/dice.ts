import { seeded } from '../dataset.ts'

/** Everything random of a run comes from one seed: each caller, and the storm, has dice of its own. */
export class Dice {
  /** In [0, 1). */
  readonly fraction: () => number

  constructor(seed: number) {
    this.fraction = seeded(seed)
  }

  /** Dice that fall independently of how often these are thrown later. */
  fork(): Dice {
    return new Dice(Math.floor(this.fraction() * 2 ** 32))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.fraction() * list.length)] ?? list[0]
  }

  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries<number>(weights) as [Name, number][]
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name
    }
    throw new RangeError('Expected at least one weight above 0')
  }
}
