import type { Json, JsonObject } from '../json.ts'

/** Members of a JSON object, of which some are not given. */
export interface Members {
  readonly [key: string]: Json | undefined
}

export function given(members: Members): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}
