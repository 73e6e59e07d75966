import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import type { Server } from './server.ts'

const ROOT = new URL('../../', import.meta.url)
const PACKAGES = ['@qdrant/js-client-rest', '@qdrant/js-client-grpc', 'undici']

export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly node: string
  readonly server: string
}

export function machineOf(server: Pick<Server, 'version'>): Machine {
  const cpu = cpus()[0]?.model.trim() ?? 'unknown'
  return { cores: availableParallelism(), cpu, node: process.version, server: server.version }
}

/** Of the pool, of what it is made of and set beside, and of other programs, by their names. */
export async function versionsOf(
  programs: readonly (Readonly<Record<string, string>> | undefined)[] = [],
): Promise<Record<string, string>> {
  const folders = ['', ...PACKAGES.map((name) => `node_modules/${name}/`)]
  const packages = await Promise.all(folders.map((folder) => packageIn(new URL(folder, ROOT))))
  return Object.assign({}, ...packages, ...programs)
}

async function packageIn(folder: URL): Promise<Record<string, string>> {
  const { name, version } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'))
  return { [name]: version }
}
