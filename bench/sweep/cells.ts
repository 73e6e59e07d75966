import type { CellKey, SweepOptions, Verdict } from './results.ts'

/** Every combination that the options name; in an open loop the rate stands where the callers stood. */
export function cellsOf(
  options: Pick<SweepOptions, 'operations' | 'wires' | 'workers' | 'callers' | 'rate'>,
): CellKey[] {
  const { rate } = options
  const loads =
    rate === undefined ? options.callers.map((callers) => ({ callers, rate })) : [{ callers: undefined, rate }]
  return options.operations.flatMap((operation) =>
    options.wires.flatMap((wire) =>
      options.workers.flatMap((workers) => loads.map((load) => ({ operation, wire, workers, ...load }))),
    ),
  )
}

/** `4 workers, 64 callers`, `4 workers, 5000/s`. */
export function loadText({ workers, callers, rate }: Pick<CellKey, 'workers' | 'callers' | 'rate'>): string {
  const load = rate === undefined ? `${callers} caller${callers === 1 ? '' : 's'}` : `${rate}/s`
  return `${workers} worker${workers === 1 ? '' : 's'}, ${load}`
}

/** Says which cell a verdict is about, where there are several. */
export function named(key: CellKey, cells: readonly CellKey[]): (verdict: Verdict) => Verdict {
  return (verdict) =>
    cells.length === 1
      ? verdict
      : { ...verdict, name: `${key.operation} over ${key.wire}, ${loadText(key)}: ${verdict.name}` }
}

/** In another order, each as likely as any other (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items]
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [one, two] = [all[last] as T, all[other] as T]
    all[last] = two
    all[other] = one
  }
  return all
}
