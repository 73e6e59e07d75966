import type { Verdict } from './results.ts'

/** Never more sockets than workers. No verdict where the system does not tell. */
export function connectionsVerdict(
  looks: readonly { readonly workers: number; readonly sockets: number | undefined }[],
): Verdict[] {
  const seen = looks.flatMap(({ workers, sockets }) => (sockets === undefined ? [] : [{ workers, sockets }]))
  const worst = seen.toSorted((one, other) => other.sockets - other.workers - (one.sockets - one.workers))[0]
  if (worst === undefined) return []
  return [
    {
      name: 'connections',
      target: '<= size',
      seen: `${worst.sockets} sockets of ${worst.workers} workers at most`,
      passed: worst.sockets <= worst.workers,
    },
  ]
}
