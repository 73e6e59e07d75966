import fc from 'fast-check'
import { programs } from './program.ts'
import { reads } from './program-reads.ts'
import { doomedWrites, settledWrites } from './program-writes.ts'

/** Programs of all operations, with failures, aborts and deadlines. */
export const anyProgram = programs(
  fc.oneof(
    { weight: 5, arbitrary: settledWrites },
    { weight: 5, arbitrary: reads },
    { weight: 1, arbitrary: doomedWrites },
  ),
)
