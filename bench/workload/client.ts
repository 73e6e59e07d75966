import type { Batch } from './data.ts'

/** The calls of a client that runs in this process; all ask for payloads and no vectors. */
export interface BenchClient {
  retrieve(collection: string, id: number): Promise<readonly Answered[]>
  /** @param group where given, only points whose payload has it */
  query(collection: string, vector: number[], group?: string): Promise<readonly Answered[]>
  upsert(collection: string, batch: Batch, firstId: number, wait: boolean): Promise<unknown>
  close(): Promise<void>
}

export interface Answered {
  readonly payload?: object | null | undefined
}
