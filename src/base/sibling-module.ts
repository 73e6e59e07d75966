/**
 * URL of a module that is loaded by its URL, by its path without an extension from the module at `from`: a checkout holds .ts,
 * the built package .js, and both are of one kind.
 */
export function siblingModule(path: string, from: string): string {
  return new URL(path + from.slice(from.lastIndexOf('.')), from).href
}
