import type { EmbedContext, Embedded, Embedder } from './embedder.ts'

/**
 * One checked vector a text, whichever of its two shapes the embedder answers in. Rows of a single array stay views of it.
 *
 * @throws {TypeError} when the count or the length of the vectors is wrong, or a number is not finite
 */
export async function embedRows(
  embedder: Embedder,
  texts: readonly string[],
  context: EmbedContext = {},
): Promise<Float32Array[]> {
  if (texts.length === 0) return []
  const rows = rowsOf(await embedder.embed(texts, context), embedder.dimension)
  if (rows.length !== texts.length) {
    throw new TypeError(`Expected the embedder to return ${texts.length} vectors, one a text, got ${rows.length}`)
  }
  rows.forEach((row, index) => {
    checkRow(row, index, embedder.dimension)
  })
  return rows
}

function rowsOf(embedded: Embedded, dimension: number): Float32Array[] {
  if (Array.isArray(embedded)) return [...embedded]
  if (!(embedded instanceof Float32Array)) {
    throw new TypeError(`Expected the embedder to return a Float32Array or a list of them, got ${typeof embedded}`)
  }
  if (embedded.length % dimension !== 0) {
    throw new TypeError(`Expected the embedder to return rows of ${dimension} numbers, got ${embedded.length} numbers`)
  }
  return Array.from({ length: embedded.length / dimension }, (_, row) =>
    embedded.subarray(row * dimension, (row + 1) * dimension),
  )
}

function checkRow(row: unknown, index: number, dimension: number): void {
  if (!(row instanceof Float32Array)) throw new TypeError(`Expected vector ${index} to be a Float32Array`)
  if (row.length !== dimension) {
    throw new TypeError(`Expected vector ${index} to have ${dimension} numbers, got ${row.length}`)
  }
  const bad = row.findIndex((value) => !Number.isFinite(value))
  if (bad !== -1) throw new TypeError(`Expected vector ${index} to be finite, got ${row[bad]} at position ${bad}`)
}
