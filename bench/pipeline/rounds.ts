import type { Pool } from '../../src/index.ts'
import { loopDelayDuring } from './loop-delay.ts'
import type { MainThreadPeer } from './main-thread-peer.ts'

export const CLIENTS = ['pool', 'main thread'] as const
export type Client = (typeof CLIENTS)[number]

export interface Round {
  readonly client: Client
  readonly batchSize: number
  readonly documentsPerSecond: number
  /** 99th percentile of the main thread's event-loop delay, in ms. */
  readonly delayP99Ms: number
}

export interface RoundsParts {
  readonly pool: Pool
  readonly peer: MainThreadPeer
  readonly texts: readonly string[]
  /** Of each client, made anew before each round. */
  readonly collections: Readonly<Record<Client, string>>
  recreate(collection: string): Promise<void>
  tell(round: Round): void
}

/** Each round runs both clients, in turns the one and the other first. */
export async function runRounds(parts: RoundsParts, batchSizes: readonly number[], rounds: number): Promise<Round[]> {
  const done: Round[] = []
  for (let round = 0; round < rounds; round++) {
    for (const batchSize of batchSizes) {
      for (const client of round % 2 === 0 ? CLIENTS : CLIENTS.toReversed()) {
        const result = await measure(parts, client, batchSize)
        parts.tell(result)
        done.push(result)
      }
    }
  }
  return done
}

async function measure(parts: RoundsParts, client: Client, batchSize: number): Promise<Round> {
  const { pool, peer, texts, collections } = parts
  const collection = collections[client]
  await parts.recreate(collection)
  const startedAt = performance.now()
  const delayP99Ms = await loopDelayDuring(() =>
    client === 'pool'
      ? pool.ingest(
          collection,
          texts.map((text, id) => ({ id, text })),
          { batchSize },
        )
      : peer.ingest(collection, texts, batchSize),
  )
  const seconds = (performance.now() - startedAt) / 1000
  return { client, batchSize, documentsPerSecond: texts.length / seconds, delayP99Ms }
}
