import { ApiError } from './errors.ts'

const MOST_CHARACTERS = 255
const FORBIDDEN = ['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0', '\u001f']

/** @throws ApiError 422 on a name that no collection can have, in any request */
export function checkLength(name: string): void {
  if ([...name].length <= MOST_CHARACTERS) return
  throw invalidName(`value ${JSON.stringify(name)} invalid, must be from 1 to ${MOST_CHARACTERS} characters`)
}

/** @throws ApiError 422 on a name that a new collection may not have */
export function checkNewName(name: string): void {
  const found = FORBIDDEN.find((character) => name.includes(character))
  if (found !== undefined) throw invalidName(`collection name cannot contain "${found}" char`)
}

function invalidName(text: string): ApiError {
  return new ApiError(422, `Validation error in path parameters: [collection_name: ${text}]`)
}
