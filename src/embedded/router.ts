import type { Database } from './database.ts'
import type { Json } from './json.ts'

export interface Request {
  /** The name in /collections/{name}/…, decoded; '' elsewhere. */
  readonly collection: string
  /** The last segment, decoded, of routes that end in `/*`; '' elsewhere. */
  readonly argument: string
  readonly params: URLSearchParams
  /** Parses the body. @throws ApiError 400 */
  body(): Json
}

/** What it returns becomes `result`; a `Bare` answer is sent as it is. */
export type Handler = (request: Request, database: Database) => unknown

/**
 * Keys are a method and a path, `/collections/{name}` written as `:`; `/*` ends one that takes an argument, `/**` one that
 * takes whatever follows.
 */
export type Routes = Readonly<Record<string, Handler>>

/** An answer without the usual envelope: a text, or an object as JSON. */
export class Bare {
  readonly content: string | object

  constructor(content: string | object) {
    this.content = content
  }
}

export interface Match {
  readonly handler: Handler
  readonly collection: string
  readonly argument: string
}

const PREFIX = '/collections/'

export class Router {
  readonly #handlers: Map<string, Handler>

  constructor(routes: Routes) {
    this.#handlers = new Map(Object.entries(routes))
  }

  /** @param path without the query string; undefined is returned where nothing answers to it */
  match(method: string, path: string): Match | undefined {
    // `/collections/aliases` and the like are no collections: exact paths go first.
    const exact = this.#handlers.get(`${method} ${path}`) ?? this.#under(method, path)
    if (exact) return { handler: exact, collection: '', argument: '' }
    if (!path.startsWith(PREFIX)) return undefined
    const end = path.indexOf('/', PREFIX.length)
    const collection = decoded(end === -1 ? path.slice(PREFIX.length) : path.slice(PREFIX.length, end))
    if (collection === undefined || collection === '') return undefined
    const rest = end === -1 ? '' : path.slice(end)
    const handler = this.#handlers.get(`${method} :${rest}`)
    if (handler) return { handler, collection, argument: '' }
    const cut = rest.lastIndexOf('/')
    const taking = cut > 0 ? this.#handlers.get(`${method} :${rest.slice(0, cut)}/*`) : undefined
    const argument = decoded(rest.slice(cut + 1))
    if (taking && argument) return { handler: taking, collection, argument }
    const under = this.#under(method, `:${rest}`)
    return under && { handler: under, collection, argument: '' }
  }

  #under(method: string, path: string): Handler | undefined {
    const end = path.indexOf('/', 2) // Past the slash that begins the first segment, after `:` or not.
    return end === -1 ? undefined : this.#handlers.get(`${method} ${path.slice(0, end)}/**`)
  }
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
