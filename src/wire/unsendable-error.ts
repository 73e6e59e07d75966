/** Arguments that cannot be sent; the message names the place. */
export class UnsendableError extends Error {
  override readonly name = 'UnsendableError'
}
