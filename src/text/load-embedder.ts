import type { CreateContext, Embedder, EmbedderModule, EmbedderSource } from './embedder.ts'

/**
 * Imports the module of a source and makes its embedder.
 *
 * @throws {TypeError} when the module has no `create`, or what it makes is no embedder
 */
export async function loadEmbedder(source: EmbedderSource, context: CreateContext): Promise<Embedder> {
  const module: unknown = await import(source.module)
  if (!isEmbedderModule(module)) throw new TypeError(`Expected ${source.module} to export a function \`create\``)
  const embedder: unknown = await module.create(source.options, context)
  if (!isEmbedder(embedder)) {
    throw new TypeError(
      `Expected \`create\` of ${source.module} to return { dimension, embed() }, got ${kindOf(embedder)}`,
    )
  }
  if (!Number.isInteger(embedder.dimension) || embedder.dimension < 1) {
    throw new TypeError(
      `Expected \`dimension\` of the embedder of ${source.module} to be a positive integer, got ${String(embedder.dimension)}`,
    )
  }
  return embedder
}

function isEmbedderModule(value: unknown): value is EmbedderModule {
  return typeof value === 'object' && value !== null && 'create' in value && typeof value.create === 'function'
}

function isEmbedder(value: unknown): value is Embedder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dimension' in value &&
    'embed' in value &&
    typeof value.embed === 'function'
  )
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object') return typeof value
  return value === null ? 'null' : `an object with ${Object.keys(value).join(', ') || 'no properties'}`
}
