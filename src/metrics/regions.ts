import { OperationRegion } from './operation-region.ts'
import { PoolRegion } from './pool-region.ts'
import { RecordingSwitch } from './recording-switch.ts'
import { SlotRegion } from './slot-region.ts'

/** Operations that are counted by name: more than a program uses of the client's methods and those of its `api()`. */
const MOST_OPERATIONS = 128
const OTHERS = 'other'

/** The shared memory of one pool. Regions are made when they are first needed, and kept for as long as the pool. */
export class Regions {
  readonly pool = new PoolRegion()
  readonly recording = new RecordingSwitch()
  readonly #slots = new Map<number, SlotRegion>()
  readonly #operations = new Map<string, OperationRegion>()

  get slots(): ReadonlyMap<number, SlotRegion> {
    return this.#slots
  }

  get operations(): ReadonlyMap<string, OperationRegion> {
    return this.#operations
  }

  /** For a new worker: its heartbeat begins anew, and it counts on where the one before it ended. */
  slotFor(slot: number): SlotRegion {
    const region = this.#slots.get(slot) ?? new SlotRegion(undefined, this.recording)
    this.#slots.set(slot, region)
    region.heartbeat.begin()
    return region
  }

  operation(name: string): OperationRegion {
    const known = this.#operations.get(name)
    if (known !== undefined) return known
    if (this.#operations.size >= MOST_OPERATIONS && name !== OTHERS) return this.operation(OTHERS)
    const region = new OperationRegion()
    this.#operations.set(name, region)
    return region
  }
}
