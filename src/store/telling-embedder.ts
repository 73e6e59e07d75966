import { needsModel } from '../operations/catalog.ts'
import type { PipelineParts } from '../pipeline/parts.ts'
import { asEmbedderFailure } from './failures.ts'

/** The same parts, whose requests fail with EMBEDDER_FAILED where the embedder threw; `method` is named in it. */
export function tellingEmbedder(parts: PipelineParts, method: string): PipelineParts {
  return {
    ...parts,
    submitWith(options) {
      const submit = parts.submitWith(options)
      return async (request) => {
        if (!needsModel(request)) return submit(request)
        try {
          return await submit(request)
        } catch (error) {
          throw options.signal?.aborted ? error : asEmbedderFailure(method, error)
        }
      }
    },
  }
}
