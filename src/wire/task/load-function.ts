/** A function of a user's module. */
export type TaskFunction = (input: unknown, context: object) => unknown

/**
 * The function that a module exports under a name; the module is loaded once in each thread.
 * @throws TypeError where it exports no such function, and whatever loading it throws
 */
export async function loadFunction(module: string, name: string): Promise<TaskFunction> {
  const exported: Readonly<Record<string, unknown>> = await import(module)
  const found = exported[name]
  if (typeof found === 'function') return found as TaskFunction
  const functions = Object.keys(exported).filter((key) => typeof exported[key] === 'function')
  throw new TypeError(
    `Expected ${module} to export a function \`${name}\`; its functions are: ${functions.join(', ') || 'none'}`,
  )
}
