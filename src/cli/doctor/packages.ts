import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { GRPC_PACKAGES } from '../../pool/grpc-packages.ts'

/** What is read of a package.json. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly engines?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

const require = createRequire(import.meta.url)

export function ownManifest(): Manifest {
  return require('qdrant-worker-pool/package.json') as Manifest
}

/** Version of a package as this one finds it; undefined where it is not installed. */
export function installedVersion(name: string): string | undefined {
  let entry: string
  try {
    entry = require.resolve(name)
  } catch {
    return undefined
  }
  // Few packages export their package.json: the way up from what they do export leads to it.
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = manifestIn(folder)
    if (manifest?.name === name) return manifest.version
  }
  return undefined
}

/** What `preferGrpc` needs and does not find. */
export function missingGrpcPackages(): string[] {
  return GRPC_PACKAGES.filter((name) => installedVersion(name) === undefined)
}

function manifestIn(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

/** Major, minor and patch; undefined of what is no version. */
export function versionParts(version: string): readonly [number, number, number] | undefined {
  const [, major, minor, patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor), Number(patch)]
}

/** Whether a version is not older than another one. */
export function isAtLeast(version: string, least: string): boolean {
  const [one, other] = [versionParts(version), versionParts(least)]
  if (one === undefined || other === undefined) return false
  const index = one.findIndex((part, place) => part !== other[place])
  return index === -1 || (one[index] ?? 0) > (other[index] ?? 0)
}

/** Whether a version is in a range like `^1.19.0`. */
export function isInRange(version: string, range: string): boolean {
  return isAtLeast(version, range) && versionParts(version)?.[0] === versionParts(range)?.[0]
}
