import fc from 'fast-check'
import { describe, it } from 'vitest'
import { anySlotProgram } from '../../support/slot-program.ts'
import { SlotRun } from '../../support/slot-run.ts'

const seed = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31)
console.log(`seed ${seed}`)

describe('acquire timeouts, answers, releases, aborts and crashes in the same instant', () => {
  it('leave the slot to the next who still waits, and nobody waiting for ever (10,000 programs)', async () => {
    const property = fc.asyncProperty(anySlotProgram, (program) => new SlotRun(program).run())
    await fc.assert(property, { seed, numRuns: 10_000 })
  }, 120_000)
})
