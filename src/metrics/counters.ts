/** Totals by name, in shared memory: `counters.retries++` by the one thread that writes them, reads by any. */
export type Counters<Name extends string> = Record<Name, number>

/** One Float64 a name, from byte `at` on. */
export function counters<Name extends string>(
  memory: SharedArrayBuffer,
  at: number,
  names: readonly Name[],
): Counters<Name> {
  const cells = new Float64Array(memory, at, names.length)
  const found = {} as Counters<Name>
  for (const [index, name] of names.entries()) {
    Object.defineProperty(found, name, {
      enumerable: true,
      get: () => cells[index],
      set: (total: number) => {
        cells[index] = total
      },
    })
  }
  return found
}
