import { setTimeout } from 'node:timers/promises'

interface Parcel {
  readonly dueAt: number
  readonly deliver: () => Promise<void> | void
}

/** One direction of a connection: what is sent later than it came never overtakes, nor is overtaken. */
export class FaultLane {
  readonly #parcels: Parcel[] = []
  #dropped = false

  send(deliver: Parcel['deliver'], delayMs = 0): void {
    if (this.#dropped) return
    const dueAt = Math.max(performance.now() + delayMs, this.#parcels.at(-1)?.dueAt ?? 0)
    this.#parcels.push({ dueAt, deliver })
    if (this.#parcels.length === 1) void this.#run()
  }

  /** What is on its way never comes, nor anything after it. */
  drop(): void {
    this.#dropped = true
    this.#parcels.length = 0
  }

  async #run(): Promise<void> {
    for (let [parcel] = this.#parcels; parcel !== undefined; [parcel] = this.#parcels) {
      // A timer may fire a little early.
      for (let left = leftOf(parcel); left > 0 && !this.#dropped; left = leftOf(parcel))
        await setTimeout(left, undefined, { ref: false })
      if (this.#dropped) return
      const delivered = parcel.deliver()
      if (delivered !== undefined) await delivered
      this.#parcels.shift()
    }
  }
}

function leftOf({ dueAt }: Parcel): number {
  return dueAt - performance.now()
}
