const MOST_CHARACTERS = 300

/** Messages of an error and of what caused it, on one line; the start of them where they are long. */
export function reasonOf(error: unknown): string {
  const messages: string[] = []
  for (let one = error; one !== undefined; one = one instanceof Error ? one.cause : undefined)
    messages.push(one instanceof Error ? one.message : String(one))
  const line = messages.filter(Boolean).join(': ').replace(/\s+/g, ' ')
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line
}
