/** About half of the server's limit of 32 MiB, since sizes are estimates. */
export const BATCH_BYTES = 16 * 1024 * 1024

/** Bounds of one batch; an item that alone is beyond `bytes` makes a batch of its own. */
export interface BatchBounds {
  readonly count: number
  readonly bytes: number
}

/** Cuts a source into batches, in order, and reads no further than the batch that is asked for. */
export async function* inBatches<T>(
  source: Iterable<T> | AsyncIterable<T>,
  bounds: BatchBounds,
  bytesOf: (item: T) => number,
): AsyncGenerator<T[]> {
  let batch: T[] = []
  let bytes = 0
  for await (const item of source) {
    const itemBytes = bytesOf(item)
    if (batch.length > 0 && bytes + itemBytes > bounds.bytes) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(item)
    bytes += itemBytes
    if (batch.length < bounds.count) continue
    // Not with the next item: the source may make everybody wait for that.
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}
