/** What an answer other than 200 says. The wording follows the real server, because users read it. */
export class ApiError extends Error {
  readonly status: number
  /** Serde names the place where it gave up; for most of our errors that is the end of the body. */
  readonly atEndOfBody: boolean

  constructor(status: number, message: string, atEndOfBody = false) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.atEndOfBody = atEndOfBody
  }
}

export const wrongInput = (text: string) => new ApiError(400, `Wrong input: ${text}`)
export const badRequest = (text: string) => new ApiError(400, `Bad request: ${text}`)
export const badQuery = (text: string) => new ApiError(400, `Deserialize error in query parameters: ${text}`)
export const notFound = (text: string) => new ApiError(404, `Not found: ${text}`)
export const noSuchCollection = (name: string) => notFound(`Collection \`${name}\` doesn't exist!`)
export const noSuchPoint = (id: unknown) => notFound(`No point with id ${id} found`)
export const noSuchVector = (name: string) => wrongInput(`Not existing vector name error: ${name}`)

/** The body is JSON, but not of the shape that was expected. */
export const malformed = (text: string) => new ApiError(400, `Format error in JSON body: ${text}`)
export const malformedAtEnd = (text: string) => new ApiError(400, `Format error in JSON body: ${text}`, true)

export const noVariant = (type: string) => malformedAtEnd(`data did not match any variant of untagged enum ${type}`)

/** A query of no kind that there is, or of the wrong shape. */
export const unknownQuery = () => malformedAtEnd('Expected some form of vector, id, or a type of query')

/** Runs `read`. Of what is wrong with a shape that may be one of several, the real server says only that it is none. */
export function untagged<T>(read: () => T, none: () => ApiError): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof ApiError && error.atEndOfBody ? none() : error
  }
}

/** The body has the right shape and a value that is out of bounds. */
export const invalid = (where: string, text: string) =>
  new ApiError(422, `Validation error in JSON body: [${where}: ${text}]`)

export const unsupported = (what: string) =>
  new ApiError(
    501,
    `${what} is not supported by the embedded server: run a Qdrant server (https://qdrant.tech/documentation/quickstart/) and point \`url\` at it`,
  )
