import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What the stub is to do from now on; what is left out stays. */
export interface StubOrder {
  /** Delays of its answers one after another, and again from the first. */
  readonly delaysMs?: readonly number[]
  /** Every delay is so many times as long. */
  readonly scale?: number
  /** It answers nothing for so long, from now on; then all at once. */
  readonly stallMs?: number
}

/** A server whose delays are known. */
export interface Stub {
  readonly url: string
  readonly port: number
  readonly pid: number | undefined
  order(order: StubOrder): Promise<void>
  close(): Promise<void>
}

export async function startStub(): Promise<Stub> {
  const child = fork(fileURLToPath(new URL('./stub-child.ts', import.meta.url)), { env: {} })
  const ended = once(child, 'exit')
  const [port] = (await once(child, 'message')) as [number]
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    async order(order) {
      child.send(order)
      await once(child, 'message')
    },
    async close() {
      child.disconnect()
      await ended
    },
  }
}
