import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { seeded } from '../../../bench/dataset.ts'
import { Regions } from '../../../src/metrics/regions.ts'
import { KINDS, together, type Written, writtenBy, writtenIn } from '../../support/region-records.ts'
import { SnapshotWatch } from '../../support/snapshot-watch.ts'
import { WriterControl } from '../../support/writer-control.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

const RECORDS = 200_000
const LEAST_BEFORE_END = 20_000

function startWriter(regions: Regions, control: WriterControl, slot: number, own: number, count: number): Worker {
  const { memory: region } = regions.slotFor(slot)
  const workerData = { region, control: control.memory, slot, seed: own, count }
  const writer = new Worker(new URL('../../support/region-writer.ts', import.meta.url), { workerData })
  onTestFinished(() => void writer.terminate())
  return writer
}

/** What it says it has written. */
async function wordOf(writer: Worker): Promise<Written> {
  return (await once(writer, 'message'))[0]
}

it('shows eight threads at work in every snapshot as a whole that only grows, and in the end exactly what they wrote', async () => {
  const [regions, control] = [new Regions(), new WriterControl()]
  const slots = [0, 1, 2, 3, 4, 5, 6, 7]
  const writers = slots.map((slot) => startWriter(regions, control, slot, seed + slot, RECORDS))
  const watch = new SnapshotWatch(regions)
  let running = true
  const stop = () => {
    running = false
  }
  const words = Promise.all(writers.map(wordOf))
  words.then(stop, stop)
  while (running) {
    watch.look()
    if (watch.moved > 0) control.begin(2)
    else if (control.ready === slots.length) control.begin(1)
    await setImmediate()
  }
  const said = await words
  watch.look()
  expect(watch.moved).toBeGreaterThan(1)
  expect(slots.map((slot) => writtenIn(regions.slotFor(slot)))).toEqual(said)
  const { requests, embedding, texts, checks } = watch.last
  const all = Object.entries({ requests, embedding, ...checks }).map(([kind, { count, sum, max }]) => [
    kind,
    { count, sum, max },
  ])
  expect({ ...Object.fromEntries(all), texts }).toEqual(together(said))
  expect(requests.count).toBe((slots.length * RECORDS) / KINDS.length)
})

// A thread that is ended in the middle of a record leaves it in part: any first ones of texts, sum, maximum and count, which
// are written in this order. So for each thread that was ended, and for the one record that it was at, a figure may be that
// of before or that of after; every other record of every thread is there in full.
it('goes on from what threads wrote that were ended in the middle, and lacks at most the one record that each was at', async () => {
  const [regions, control] = [new Regions(), new WriterControl()]
  const random = seeded(seed)
  const watch = new SnapshotWatch(regions)
  const slots = [0, 1, 2, 3]
  const ended: Record<number, { seed: number; count: number }[]> = { 0: [], 1: [], 2: [], 3: [] }
  control.begin(2)
  for (let generation = 0; generation < 3; generation++) {
    for (const slot of slots) control.setWritten(slot, 0)
    const lives = slots.map(async (slot) => {
      const own = seed + 10 * generation + slot
      const writer = startWriter(regions, control, slot, own, Number.POSITIVE_INFINITY)
      const last = LEAST_BEFORE_END + Math.floor(random() * LEAST_BEFORE_END)
      while (control.written(slot) < last) await setImmediate()
      await writer.terminate()
      ended[slot]?.push({ seed: own, count: control.written(slot) })
    })
    let running = true
    const stop = () => {
      running = false
    }
    const done = Promise.all(lives)
    done.then(stop, stop)
    while (running) {
      watch.look()
      await setImmediate()
    }
    await done
  }
  const successors = slots.map((slot) => startWriter(regions, control, slot, seed + 100 + slot, LEAST_BEFORE_END))
  const words = await Promise.all(successors.map(wordOf))
  watch.look()
  for (const slot of slots) {
    const own = ended[slot] ?? []
    const last = words[slot] as Written
    const least = together([...own.map(({ seed, count }) => writtenBy(seed, count)), last])
    const most = together([...own.map(({ seed, count }) => writtenBy(seed, count + 1)), last])
    const found = writtenIn(regions.slotFor(slot))
    expect(outside(found, least, most)).toEqual([])
  }
})

/** Figures that are not between those of `least` and those of `most`, both included. */
function outside(found: Written, least: Written, most: Written): string[] {
  const figures = ({ texts, ...kinds }: Written): [string, number][] => [
    ['texts', texts],
    ...KINDS.flatMap((kind) =>
      Object.entries(kinds[kind]).map(([name, value]) => [`${kind} ${name}`, value] as [string, number]),
    ),
  ]
  const [low, high] = [figures(least), figures(most)]
  return figures(found)
    .filter(([, value], index) => !(value >= (low[index]?.[1] ?? 0) && value <= (high[index]?.[1] ?? 0)))
    .map(([name]) => name)
}
