import type { QdrantClient } from '@qdrant/js-client-rest'
import fc from 'fast-check'
import type { PointId } from '../../src/operations/point-id.ts'
import { DOOMED, MISSING, type Spellings, spelled, WRITABLE } from './program-ids.ts'

export type Method = Extract<
  keyof QdrantClient,
  'upsert' | 'delete' | 'setPayload' | 'retrieve' | 'query' | 'count' | 'scroll'
>

/** How a call ends: by its answer, by an abort before, right after or one microtask after its issue, or by its deadline. */
export type Ending = 'answered' | HastyEnding
export type HastyEnding = 'aborted before' | 'aborted at once' | 'aborted once sent' | 'late'

export interface ProgramCall {
  readonly method: Method
  readonly params: Readonly<Record<string, unknown>>
  readonly ending: Ending
  /** The collection does not exist. */
  readonly nowhere: boolean
}

/** Calls that are issued together: they write disjoint points, and read none that is written. */
export type Round = readonly ProgramCall[]

/** Rounds that run one after another. */
export type Program = readonly Round[]

/** A call that does not know its points yet. */
export interface Draft {
  readonly points: 'written' | 'read' | 'doomed'
  /** One a point: which one it is, where the call may choose, and how it is spelled. */
  readonly picks: readonly number[]
  readonly ending: Ending
  readonly nowhere: boolean
  readonly method: Method
  /** `written` is what the calls of the round write, other than the doomed. */
  params(ids: readonly PointId[], written: readonly PointId[]): Record<string, unknown>
}

export function programs(draft: fc.Arbitrary<Draft>): fc.Arbitrary<Program> {
  const order = fc.shuffledSubarray([...WRITABLE], { minLength: WRITABLE.length })
  const round = fc
    .tuple(order, fc.array(draft, { minLength: 1, maxLength: 20, size: 'max' }))
    .map(([ids, drafts]) => roundOf(ids, drafts))
  return fc.array(round, { minLength: 1, maxLength: 6, size: 'max' })
}

/** Deals the points out: each write gets its own, reads choose among what is left. */
function roundOf(order: readonly Spellings[], drafts: readonly Draft[]): Round {
  let dealt = 0
  const own = drafts.map(({ points, picks }) => {
    if (points !== 'written') return []
    const from = dealt
    dealt = Math.min(order.length, dealt + picks.length)
    return order.slice(from, dealt)
  })
  const written = order.slice(0, dealt).map(([first]) => first)
  const readable = [...order.slice(dealt), ...MISSING]
  return drafts.map(({ points, picks, params, ...rest }, index) => {
    const ids =
      points === 'written' ? (own[index] ?? []) : picks.map((pick) => nth(points === 'read' ? readable : DOOMED, pick))
    const spelledIds = ids.map((id, place) => spelled(id, picks[place] ?? 0))
    return { ...rest, params: params(spelledIds, written) }
  })
}

/** The low bits of a pick are for the spelling. */
function nth(ids: readonly Spellings[], pick: number): Spellings {
  return ids[(pick >>> 4) % ids.length] ?? [404]
}
