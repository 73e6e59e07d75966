import { type Answer, answerOf, errorAnswer, NOT_FOUND } from './answers.ts'
import { checkLength } from './collection-name.ts'
import type { Database } from './database.ts'
import { ApiError, malformed } from './errors.ts'
import { type Json, parseJson } from './json.ts'
import { type Match, Router } from './router.ts'
import { collectionRoutes } from './routes/collections.ts'
import { queryRoutes } from './routes/queries.ts'
import { readRoutes } from './routes/reads.ts'
import { serviceRoutes } from './routes/service.ts'
import { unsupportedRoutes } from './routes/unsupported.ts'
import { updateRoutes } from './routes/updates.ts'

const NO_PARAMS = new URLSearchParams()

/** From a request's method, url and body to its answer, with no socket involved. */
export class Service {
  readonly #database: Database
  readonly #router = new Router({
    ...serviceRoutes(),
    ...collectionRoutes,
    ...updateRoutes,
    ...readRoutes,
    ...queryRoutes,
    ...unsupportedRoutes,
  })

  constructor(database: Database) {
    this.#database = database
  }

  answer(method: string, url: string, text: string): Answer {
    const startedAt = performance.now()
    const question = url.indexOf('?')
    const match = this.#router.match(method, question === -1 ? url : url.slice(0, question))
    if (!match) return NOT_FOUND
    const params = question === -1 ? NO_PARAMS : new URLSearchParams(url.slice(question + 1))
    try {
      return answerOf(this.#run(match, params, text), startedAt)
    } catch (error) {
      return errorAnswer(positioned(error, text), startedAt)
    }
  }

  #run({ handler, collection, argument }: Match, params: URLSearchParams, text: string): unknown {
    checkLength(collection)
    return handler({ collection, argument, params, body: () => parsed(text) }, this.#database)
  }
}

function parsed(text: string): Json {
  try {
    return parseJson(text)
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error))
  }
}

function positioned(error: unknown, text: string): unknown {
  if (!(error instanceof ApiError) || !error.atEndOfBody) return error
  const lines = text.split('\n')
  return new ApiError(error.status, `${error.message} at line ${lines.length} column ${lines.at(-1)?.length ?? 0}`)
}
