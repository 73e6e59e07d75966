/** Where an FNV-1a hash starts. */
export const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** FNV-1a over the UTF-16 code units from `start` to `end`: no substring is made. */
export function hashCodes(text: string, start: number, end: number, seed = FNV_OFFSET): number {
  let hash = seed
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
  return hash
}

/** Spreads a hash over all of its 32 bits (the finaliser of MurmurHash3): FNV-1a leaves the low ones too regular. */
export function mix(hash: number): number {
  let mixed = hash
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
