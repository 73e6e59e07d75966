import { table } from '../../src/cli/output/table.ts'
import { median, whole } from '../figures.ts'
import type { Check } from './checks.ts'
import type { ChaosResult } from './run.ts'

export function reportText({
  options,
  minutes,
  endings,
  faults,
  pool,
  recoveries,
  checks,
  passed,
}: ChaosResult): string {
  const failed = checks.filter((check) => !check.passed).length
  return [
    `seed ${options.seed}, ${minutes.toFixed(1)} minutes${options.grpc ? ', gRPC' : ''}, pool size ${options.size}, ${options.callers} callers`,
    endingsText(endings),
    `faults: ${counts(faults)}`,
    `recovery: ${recoveries.length === 0 ? 'none' : `median ${whole(median(recoveries.map(({ ms }) => ms)))} ms`}`,
    `pool: ${counts(pool)}`,
    checks.map(checkText).join('\n'),
    passed ? 'passed' : `failed: ${failed} of ${checks.length} checks; again with --seed ${options.seed}`,
  ].join('\n\n')
}

function endingsText(endings: ChaosResult['endings']): string {
  const all = [...new Set(Object.values(endings).flatMap((labels) => Object.keys(labels)))].sort()
  const labels = ['ok', ...all.filter((label) => label !== 'ok')]
  const rows = Object.keys(endings)
    .sort()
    .map((kind) => [kind, ...labels.map((label) => shown(endings[kind]?.[label]))])
  return table([['calls', ...labels], ...rows], ['left', ...labels.map(() => 'right' as const)])
}

function shown(count: number | undefined): string {
  return count === undefined ? '' : whole(count)
}

function counts(of: Readonly<Record<string, number>>): string {
  return (
    Object.entries(of)
      .map(([name, count]) => `${whole(count)} ${name}`)
      .join(', ') || 'none'
  )
}

function checkText({ name, passed, figures, findings }: Check): string {
  return [`${passed ? 'pass' : 'FAIL'}  ${name}: ${figures}`, ...findings.map((finding) => `        ${finding}`)].join(
    '\n',
  )
}
