import { type Finding, ok, problem, warning } from '../finding.ts'
import { isInRange, type Manifest } from '../packages.ts'

/** The packages that this one works with, where they are installed. */
export function checkPeers(own: Manifest, versionOf: (name: string) => string | undefined): Finding {
  const { peerDependencies = {}, peerDependenciesMeta = {} } = own
  const peers = Object.entries(peerDependencies).map(([name, range]) => ({ name, range, version: versionOf(name) }))
  const figures = Object.fromEntries(peers.map(({ name, version }) => [name, version ?? null]))
  const missing = peers.filter(({ version }) => version === undefined)
  const needed = missing.filter(({ name }) => peerDependenciesMeta[name]?.optional !== true)
  const odd = peers.filter(({ version, range }) => version !== undefined && !isInRange(version, range))

  const there = peers.filter(({ version }) => version !== undefined).map(({ name, version }) => `${name} ${version}`)
  const absent = missing.map(({ name }) => name)
  const detail = [...there, ...(absent.length === 0 ? [] : [`not installed: ${absent.join(', ')}`])].join(', ')
  const install = [...needed, ...odd].map(({ name, range }) => `npm install ${name}@${range}`)
  if (needed.length > 0) return problem(detail, install, figures)
  if (odd.length > 0) return warning(detail, install, figures)
  return ok(detail, figures)
}
