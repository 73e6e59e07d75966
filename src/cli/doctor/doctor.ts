import { type Clock, systemClock } from '../../base/clock.ts'
import { ConfigError } from '../../base/errors.ts'
import { startLocalServer } from '../../embedded/local-server.ts'
import { painter } from '../output/colour.ts'
import type { CommandIo } from '../output/command-io.ts'
import { INTERRUPTED } from '../output/exit-codes.ts'
import { jsonLine } from '../output/json-line.ts'
import { type ChosenEmbedder, chooseEmbedder } from '../shared/embedder-option.ts'
import { answerChecks, type DoctorParts, localChecks, serverCheck } from './checks.ts'
import { examine } from './examine.ts'
import type { NamedFinding } from './finding.ts'
import { missingGrpcPackages } from './packages.ts'
import { renderChanges, renderFinding } from './render.ts'
import { type DoctorSettings, doctorSettings, HELP, parseDoctor } from './settings.ts'

const USUAL_COLUMNS = 80

/**
 * Runs the command `doctor` and answers with its exit code.
 *
 * @throws {UsageError} on arguments it does not take
 */
export async function runDoctor(argv: string[], io: CommandIo, clock: Clock = systemClock): Promise<number> {
  const flags = parseDoctor(argv)
  const { stdout, stderr, env, signal } = io
  if (flags.help) {
    stdout.write(HELP)
    return 0
  }
  const settings = doctorSettings(flags, env)
  const chosen = embedderOf(flags, env)
  const paint = painter(stdout, env)
  const columns = stdout.columns || USUAL_COLUMNS
  const show = (finding: NamedFinding) => {
    if (!flags.json) stdout.write(`${renderFinding(finding, columns, paint)}\n`)
  }
  try {
    const findings = await onServer(settings, (reached) =>
      examineAll({ settings: reached, chosen, env, clock }, show, signal),
    )
    const healthy = findings.every(({ state }) => state !== 'problem')
    if (flags.json) stdout.write(jsonLine({ healthy, url: settings.url, checks: findings }))
    else stdout.write(`\n${renderChanges(findings, columns, paint)}\n`)
    return healthy ? 0 : 1
  } catch (error) {
    if (!signal.aborted) throw error
    stderr.write('Stopped.\n')
    return INTERRUPTED
  }
}

/** An embedder that cannot be had is a finding, too. */
function embedderOf(flags: object, env: CommandIo['env']): ChosenEmbedder | ConfigError {
  try {
    return chooseEmbedder(flags, env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/** What `':memory:'` names is started for the time of the checks. */
async function onServer<T>(settings: DoctorSettings, work: (reached: DoctorSettings) => Promise<T>): Promise<T> {
  if (settings.url !== ':memory:') return work(settings)
  const grpc = missingGrpcPackages().length === 0
  const { url, grpcPort = settings.grpcPort, close } = await startLocalServer({ grpc })
  try {
    return await work({ ...settings, url, grpcPort })
  } finally {
    await close()
  }
}

/** One after another: what is measured must not be disturbed. Without a server, what asks it is left out. */
async function examineAll(
  parts: DoctorParts,
  show: (finding: NamedFinding) => void,
  signal: AbortSignal,
): Promise<NamedFinding[]> {
  const findings: NamedFinding[] = []
  const add = async (check: Parameters<typeof examine>[0]) => {
    const finding = await examine(check, signal, parts.clock)
    findings.push(finding)
    show(finding)
    return finding
  }
  for (const check of localChecks(parts)) await add(check)
  const server = await add(serverCheck(parts))
  if (server.state === 'problem') return findings
  for (const check of answerChecks(parts)) await add(check)
  return findings
}
