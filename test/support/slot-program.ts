import fc from 'fast-check'
import type { Lane } from '../../src/dispatch/call-options.ts'
import type { Lifetimes } from './mortal-workers.ts'

/** What a user or a worker does; `which` chooses among those there are. */
export type Action = (
  | { readonly what: 'call' | 'acquire'; readonly options: WaitOptions }
  | { readonly what: 'call leased'; readonly which: number; readonly options: WaitOptions }
  | { readonly what: 'answer'; readonly which: number; readonly reply: ReplyName }
  | { readonly what: 'release' | 'abort' | 'crash'; readonly which: number }
) & {
  /** What its caller does in the turn in which it settles. */
  readonly then?: Action | undefined
}

export interface WaitOptions {
  readonly lane: Lane
  readonly acquireTimeoutMs: number
  readonly timeoutMs: number
}

export type ReplyName = 'ok' | 'refused' | 'lost' | 'busy' | 'bad'

/** Actions a few microtasks apart, so that they meet the settling of what the first of them has caused. */
export type Turn = readonly { readonly microtasks: number; readonly action: Action }[]

export interface SlotProgram {
  readonly workers: number
  readonly lifetimes: Lifetimes
  readonly turns: readonly { readonly afterMs: number; readonly turn: Turn }[]
  /** Which of those due at the same instant comes first. */
  readonly ties: readonly number[]
  /** Random numbers of the pauses before retries. */
  readonly jitter: readonly number[]
  /** Whether a worker says that it has stopped, or is killed for its silence. */
  readonly answersCancel: boolean
  /** When the pool closes and how long it waits for its calls; mostly it does not. */
  readonly closing: { readonly atMs: number; readonly timeoutMs: number } | undefined
  /** At the end: all that runs is answered first, or all that waits gives up first. */
  readonly ending: 'answered' | 'expired'
}

const which = fc.nat(5)
// All are multiples of 5, so that deadlines, pauses, answers and releases fall due together.
const durationMs = (...some: number[]) => fc.constantFrom(...some)
const options = fc.record<WaitOptions>({
  lane: fc.constantFrom<Lane>('interactive', 'interactive', 'batch'),
  acquireTimeoutMs: durationMs(10, 10, 10, 0, 5, 20, 40),
  timeoutMs: durationMs(1_000, 1_000, 10, 20, 40),
})
const answer = fc.record({
  what: fc.constant('answer' as const),
  which,
  reply: fc.constantFrom<ReplyName>('ok', 'ok', 'ok', 'refused', 'lost', 'busy', 'bad'),
})
const release = fc.record({ what: fc.constant('release' as const), which })
const abort = fc.record({ what: fc.constant('abort' as const), which })
const reaction: fc.Arbitrary<Action> = fc.oneof(answer, release, abort)
const then = fc.option(reaction, { nil: undefined, freq: 2 })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('call' as const), options, then }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('acquire' as const), options, then }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('call leased' as const), which, options, then }) },
  { weight: 4, arbitrary: answer },
  { weight: 4, arbitrary: release },
  { weight: 3, arbitrary: abort },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('crash' as const), which }) },
)

export const anySlotProgram: fc.Arbitrary<SlotProgram> = fc.record({
  workers: fc.integer({ min: 1, max: 3 }),
  lifetimes: fc.record({ endMs: durationMs(0, 5), openMs: durationMs(0, 5, 10) }),
  turns: fc.array(
    fc.record({
      afterMs: durationMs(0, 0, 5, 5, 10),
      turn: fc.array(fc.record({ microtasks: fc.nat(8), action }), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 3, maxLength: 18, size: 'max' },
  ),
  ties: fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }),
  jitter: fc.array(fc.constantFrom(0, 0.2, 0.4, 0.8), { minLength: 1, maxLength: 5 }),
  answersCancel: fc.boolean(),
  closing: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({ atMs: durationMs(10, 20, 30, 40), timeoutMs: durationMs(0, 5, 10, 20, 1_000) }),
    },
  ),
  ending: fc.constantFrom('answered' as const, 'expired' as const),
})
