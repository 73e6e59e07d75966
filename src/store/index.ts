export {
  type CollectionSettings,
  type Distance,
  type StoreCollection,
  setupCollection,
} from './collection.ts'
export { type Bounds, type Filter, type Filters, filters } from './filters.ts'
export type { StoreHealth } from './health.ts'
export type { Memory, MemoryChange, NewMemory, PointId, ScoredMemory, Vector } from './memory.ts'
export { MemoryStore } from './memory-store.ts'
export type { FilterOptions, ListOptions, Page, RetrieveOptions, Storable, StoreCallOptions } from './options.ts'
export type { Kept, Path, Read, ValueAt } from './paths.ts'
