/** A check that takes longer than this, in ms, counts as none. */
export const CHECK_LIMIT_MS = 1_000
