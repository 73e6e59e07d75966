import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { FaultLink } from './fault-link.ts'

export type { Fault } from './fault.ts'

/** A TCP proxy on 127.0.0.1 that harms the connections of whoever goes through it. */
export class FaultProxy {
  /** Connections accepted so far. */
  accepted = 0
  /** The most connections that were open at one time. */
  peakOpen = 0
  readonly #server: Server
  readonly #serverPort: number
  readonly #port: number
  readonly #links = new Set<FaultLink>()
  /** Links that have lived long enough to know which older ones are open beside them. */
  readonly #counted = new WeakSet<FaultLink>()
  #fault: Fault = { kind: 'none' }
  #ready: Promise<void> = Promise.resolve()

  private constructor(server: Server, serverPort: number) {
    this.#server = server
    this.#serverPort = serverPort
    this.#port = (server.address() as AddressInfo).port
    server.on('connection', (client) => void this.#join(client))
  }

  static async before(target: string): Promise<FaultProxy> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new FaultProxy(server, Number(new URL(target).port))
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get fault(): Fault {
    return this.#fault
  }

  /** In force at once, but for the end of `refuse`: `ready` tells when it listens again. */
  set fault(fault: Fault) {
    const listened = this.#fault.kind !== 'refuse'
    this.#fault = fault
    for (const link of this.#links) link.fault = fault
    if (fault.kind === 'refuse') this.#server.close()
    else if (!listened) this.#ready = this.#ready.then(() => this.#listenAgain())
  }

  /** Resolves when it listens, where the fault lets it. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** Connections open now, as far as the clients have not closed them. */
  get open(): number {
    return this.#count((link) => !link.clientLeft)
  }

  /** Bytes that clients have said over connections that are open, whatever became of them. */
  get heardBytes(): number {
    let bytes = 0
    for (const link of this.#links) bytes += link.heardBytes
    return bytes
  }

  /** Resets every connection that is open. */
  resetAll(): void {
    for (const link of this.#links) link.reset()
  }

  /** Closes every connection in order, as the server would. */
  hangUpAll(): void {
    for (const link of this.#links) link.hangUp()
  }

  async close(): Promise<void> {
    await this.#ready
    for (const link of this.#links) link.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #join(client: Socket): Promise<void> {
    this.accepted++
    const link: FaultLink = new FaultLink(client, this.#serverPort, this.#fault, () => {
      if (link.isOver) this.#links.delete(link)
    })
    this.#links.add(link)
    // A client that closes one connection and then opens another may be seen to do so in the other order, within a turn.
    await setImmediate()
    await setImmediate()
    this.#counted.add(link)
    this.peakOpen = Math.max(
      this.peakOpen,
      this.#count((one) => this.#counted.has(one) && !one.clientLeft),
    )
  }

  #count(which: (link: FaultLink) => boolean): number {
    let count = 0
    for (const link of this.#links) if (which(link)) count++
    return count
  }

  async #listenAgain(): Promise<void> {
    while (this.#fault.kind !== 'refuse' && !this.#server.listening) {
      this.#server.listen(this.#port, '127.0.0.1')
      // Somebody's outgoing connection may have the port for a moment.
      await once(this.#server, 'listening').catch(() => setImmediate())
    }
    // The fault may have come back meanwhile.
    if (this.#fault.kind === 'refuse') this.#server.close()
  }
}
