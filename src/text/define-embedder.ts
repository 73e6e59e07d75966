import { ConfigError } from '../base/errors.ts'
import type { CreateContext, Embedder } from './embedder.ts'

/**
 * Gives the `create` of an embedder's module its types; it is called once in every worker that has the model.
 *
 * ```ts
 * // embedder.ts, named by `createPool({ embedder: { module: new URL('./embedder.ts', import.meta.url), options } })`
 * export const create = defineEmbedder(async ({ file }: { file: string }, { workers }) => {
 *   const model = await load(file, { threads: Math.max(1, Math.floor(availableParallelism() / workers)) })
 *   return { dimension: 384, embed: (texts) => model.run(texts), close: () => model.release() }
 * })
 * ```
 * @throws ConfigError when `create` is not a function
 */
export function defineEmbedder<Options>(
  create: (options: Options, context: CreateContext) => Embedder | Promise<Embedder>,
): (options: Options, context: CreateContext) => Embedder | Promise<Embedder> {
  if (typeof create !== 'function') {
    throw new ConfigError(`Expected \`create\` of defineEmbedder() to be a function, got ${typeof create}`)
  }
  return create
}
