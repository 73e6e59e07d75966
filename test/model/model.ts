import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** all-MiniLM-L6-v2 in int8, beside the checkout; it is no part of it. */
export const MODEL = fileURLToPath(new URL('../../../shared/models/all-MiniLM-L6-v2', import.meta.url))
export const DIMENSION = 384

export function hasModel(): boolean {
  return existsSync(MODEL)
}
