import { approximateBytes } from './approximate-bytes.ts'
import { type Merging, type Params, paramsKey } from './operation.ts'

interface JoinedWrites {
  /** Name of the operation. */
  readonly operation: string
  /** Whether a second sending leaves the same state as one. */
  readonly idempotent: (params: Params) => boolean
  /** What an absent `wait` means in the operation's REST form. */
  readonly waitsByDefault: boolean
}

/**
 * How writes travel together: their `points` are joined in order, everything else is equal. Only idempotent ones, because
 * a request that the server refuses is repeated member by member though a part may have been stored; and only ones that
 * wait, because without it the server acknowledges first and then drops good points beside a bad one.
 */
export function joinedWrites({ operation, idempotent, waitsByDefault }: JoinedWrites): Merging {
  const waits = (wait: unknown) => wait === true || (wait === undefined && waitsByDefault)
  return {
    key(params) {
      const { points, wait, ...rest } = params
      if (!waits(wait) || !Array.isArray(points) || points.length === 0 || !idempotent(params)) return undefined
      return paramsKey(rest)
    },
    bytes: ({ points }) => approximateBytes(points),
    merge: (members) => ({
      operation,
      params: {
        ...members[0],
        wait: true,
        points: members.flatMap(({ points }) => Array.from(points as readonly unknown[])),
      },
    }),
    // Two callers must not share an object that either may change.
    split: (answer, members) => members.map(() => structuredClone(answer)),
  }
}
