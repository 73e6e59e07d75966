// A thread that writes records to a slot's region as fast as it can, and then says what it wrote.
import { parentPort, workerData } from 'node:worker_threads'
import { SlotRegion } from '../../src/metrics/slot-region.ts'
import { RegionRecords } from './region-records.ts'
import { WriterControl, type WriterOrder } from './writer-control.ts'

const { region, control, slot, seed, count } = workerData as WriterOrder
const told = new WriterControl(control)
const memory = new SlotRegion(region)
const records = new RegionRecords(seed)

told.arrive()
told.waitFor(1)
for (let written = 1; written <= count; written++) {
  records.next(memory)
  told.setWritten(slot, written)
  if (written === count / 2) told.waitFor(2)
}
parentPort?.postMessage(records.written)
