import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalServer } from '../../src/embedded/local-server.ts'
import type { Pool, PoolOptions } from '../../src/index.ts'
import { localServer, poolOn } from './local-pool.ts'
import { tempFolder } from './temp-folder.ts'

const EMBEDDER = new URL('./logging-embedder.ts', import.meta.url)

export interface IngestSetUp {
  readonly server: LocalServer
  readonly pool: Pool
  readonly folder: string
  readonly checkpoint: string
  readonly deadLetter: string
  /** Texts embedded so far, by all pools on this log, warm-ups left out. */
  embedded(): string[]
  /** Another pool on the same server, with the same embedder or another model of it. */
  another(options?: PoolOptions & { readonly model?: number; readonly pauseMs?: number }): Promise<Pool>
}

export async function setUpIngest(
  options: PoolOptions & { readonly model?: number; readonly pauseMs?: number } = {},
  url?: string,
): Promise<IngestSetUp> {
  const server = await localServer()
  const folder = tempFolder()
  const log = join(folder, 'embedded.log')
  const another = ({ model = 0, pauseMs = 0, ...rest }: PoolOptions & { model?: number; pauseMs?: number } = {}) =>
    poolOn(url ?? server.url, { size: 2, ...rest, embedder: { module: EMBEDDER, options: { log, model, pauseMs } } })
  return {
    server,
    pool: await another(options),
    folder,
    checkpoint: join(folder, 'checkpoint'),
    deadLetter: join(folder, 'failed.jsonl'),
    embedded: () => readLog(log),
    another,
  }
}

export function readLog(log: string): string[] {
  if (!existsSync(log)) return []
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  return lines.filter((line) => line.startsWith('"record')).map((line) => JSON.parse(line))
}

/** `record 0`, `record 1`, … with ids from 1. */
export function records(count: number, change: (index: number) => string = () => '') {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    text: `record ${index}${change(index)}`,
    payload: { index },
  }))
}

/** What the collection holds: id, payload and vector of each point, in the order of ids. */
export async function contentOf(pool: Pool, collection: string) {
  const points: { id: unknown; payload: unknown; vector: unknown }[] = []
  let offset: unknown
  do {
    const page = await pool.client.scroll(collection, {
      limit: 1_000,
      with_vector: true,
      ...(offset === undefined ? {} : { offset: offset as number }),
    })
    points.push(...page.points.map(({ id, payload, vector }) => ({ id, payload, vector })))
    offset = page.next_page_offset ?? undefined
  } while (offset !== undefined)
  return points.sort((one, other) => Number(one.id) - Number(other.id))
}
